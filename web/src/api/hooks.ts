import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient, UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { useRef } from 'react';
import { api, newKey } from './client';
import type { ApiProblem } from './problem';
import { asProblem } from './problem';
import type { Answer, Body, PathWith, Place } from './types';

export interface ReadOptions<T> {
  /** False: not asked for yet. */
  enabled?: boolean;
  /** Asks again after so many ms. */
  every?: number;
  /** Keeps showing the answer before while the next one is on its way (a list being filtered). */
  keep?: boolean;
  /** ms for which an answer counts as fresh. */
  staleTime?: number;
  initialData?: T;
}

/**
 * The name under which an answer is cached: path first, so that a whole path can be refreshed. What is empty
 * is not sent either: a filter that appears does not make it another question.
 */
export function keyOf(path: string, place: Place = {}): readonly unknown[] {
  const said = Object.entries(place.query ?? {}).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  return [path, place.params ?? {}, Object.fromEntries(said)];
}

/** Reads and keeps an answer: `const users = useRead<Page<User>>('/api/users', { query: { search } })`. */
export function useRead<Path extends PathWith<'get'>>(
  path: Path,
  place?: Place,
  options?: ReadOptions<Answer<'get', Path>>,
): UseQueryResult<Answer<'get', Path>, ApiProblem>;
export function useRead<T>(
  path: string,
  place?: Place,
  options?: ReadOptions<T>,
): UseQueryResult<T, ApiProblem>;
export function useRead(path: string, place: Place = {}, options: ReadOptions<unknown> = {}) {
  return useQuery<unknown, ApiProblem>({
    queryKey: keyOf(path, place),
    queryFn: ({ signal }) => api.get<unknown>(path, { ...place, signal }),
    enabled: options.enabled ?? true,
    refetchInterval: options.every ?? false,
    ...(options.staleTime === undefined ? {} : { staleTime: options.staleTime }),
    ...(options.initialData === undefined ? {} : { initialData: options.initialData }),
    ...(options.keep ? { placeholderData: (before: unknown) => before } : {}),
  });
}

/** Asks before anybody shows it; whoever does finds the answer, or the question under way. */
export function readAhead(client: QueryClient, path: string, place: Place = {}): void {
  void client.prefetchQuery({
    queryKey: keyOf(path, place),
    queryFn: ({ signal }) => api.get<unknown>(path, { ...place, signal }),
  });
}

export interface Sending<Sent> extends Place {
  body?: Sent;
}

export interface CommandOptions<Result> {
  /** Paths whose cached answers are asked for again afterwards; a path covers all that begin with it. */
  refreshes?: string[];
  onDone?: (result: Result) => void;
}

/** Asks again for every cached answer whose path begins so. */
export function refresh(client: QueryClient, ...paths: string[]): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ queryKey: [path] }) =>
      typeof path === 'string' && paths.some((start) => path.startsWith(start)),
  });
}

/**
 * A command. Pressing the button again after a lost answer sends the same Idempotency-Key, so the
 * server does it once; a definite answer or another body begins a new one.
 *
 *     const close = useCommand<Sent, User>('post', '/api/users', { refreshes: ['/api/users'] });
 *     close.mutate({ params: { user_id }, body });
 */
export function useCommand<Sent, Result = void>(
  method: 'post' | 'put' | 'delete',
  path: string,
  options: CommandOptions<Result> = {},
): UseMutationResult<Result, ApiProblem, Sending<Sent>> {
  const client = useQueryClient();
  const unsettled = useRef<{ what: string; key: string } | null>(null);
  return useMutation<Result, ApiProblem, Sending<Sent>>({
    mutationFn: async ({ body, ...place }) => {
      const what = JSON.stringify([place, body instanceof Blob ? [body.size, body.type] : body]);
      if (unsettled.current?.what !== what) unsettled.current = { what, key: newKey() };
      const call = { ...place, idempotencyKey: unsettled.current.key };
      try {
        const result = await (method === 'delete'
          ? api.delete<Result>(path, call)
          : api[method]<Result>(path, body, call));
        unsettled.current = null;
        return result;
      } catch (error) {
        const problem = asProblem(error);
        if (!problem.isUncertain) unsettled.current = null;
        throw problem;
      }
    },
    onSuccess: async (result) => {
      options.onDone?.(result);
      if (options.refreshes) await refresh(client, ...options.refreshes);
    },
  });
}

/** What a command of a described path sends. */
export type CommandBody<M extends 'post' | 'put', Path extends PathWith<M>> = Body<M, Path>;
