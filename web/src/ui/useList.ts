import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { addressOf, api } from '@/api/client';
import { useRead } from '@/api/hooks';
import type { Page, QueryValue } from '@/api/types';

/** The most rows an export fetches; more is a job for the server. */
export const exportLimit = 20_000;

export interface ListSource {
  path: string;
  params?: Record<string, string | number>;
  /** Always sent. */
  query?: Record<string, QueryValue>;
  /** Names of filters; they stand in the address, so that a filtered list can be sent to a colleague. */
  filters: string[];
  /** Asks again after so many ms. */
  every?: number;
}

/** A list read page by page, with its filters in the address. */
export function useList<Row>({ path, params, query, filters, every }: ListSource) {
  const [inBar, setAddress] = useSearchParams();
  const values: Record<string, string> = {};
  for (const name of filters) values[name] = inBar.get(name) ?? '';
  const limit = Number(inBar.get('limit')) || 50;
  const asked = { ...query, ...values, limit };
  const where = JSON.stringify([path, params, asked]);

  // Cursors of the pages before the one shown; they mean nothing once the question changes.
  const [trail, setTrail] = useState<{ where: string; cursors: string[] }>({ where, cursors: [] });
  if (trail.where !== where) setTrail({ where, cursors: [] });
  const cursors = trail.where === where ? trail.cursors : [];
  const cursor = cursors.at(-1) ?? '';

  const place = { ...(params ? { params } : {}), query: { ...asked, cursor } };
  const answer = useRead<Page<Row>>(path, place, { keep: true, ...(every === undefined ? {} : { every }) });

  const set = (changes: Record<string, string | undefined>) => {
    setAddress(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes)) {
          if (value === undefined || value === '') after.delete(name);
          else after.set(name, value);
        }
        return after;
      },
      { replace: true },
    );
  };
  const next = answer.data?.next_cursor ?? '';
  const move = useMemo(
    () => ({
      forward: () => setTrail({ where, cursors: [...cursors, next] }),
      back: () => setTrail({ where, cursors: cursors.slice(0, -1) }),
    }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- cursors is derived from trail
    [where, trail, next],
  );

  const all = async (progress?: (rows: number) => void): Promise<Row[]> => {
    const rows: Row[] = [];
    for (let at = ''; ;) {
      const page = await api.get<Page<Row>>(path, { ...place, query: { ...asked, limit: 200, cursor: at } });
      rows.push(...page.items);
      progress?.(rows.length);
      at = page.next_cursor ?? '';
      if (at === '' || rows.length >= exportLimit) return rows;
    }
  };

  return {
    answer,
    values,
    /** Where the server answers this list as it is filtered, for an export of all its rows. */
    address: addressOf(path, { ...(params ? { params } : {}), query: { ...query, ...values } }),
    set,
    limit,
    isFiltered: Object.values(values).some((value) => value !== ''),
    /** Rows before the first one shown. */
    before: cursors.length * limit,
    hasMore: next !== '',
    hasBefore: cursors.length > 0,
    ...move,
    all,
  };
}
