import { base } from './base';
import { ApiProblem, problemOf } from './problem';
import type { Answer, Body, Method, PathWith, Place } from './types';

export interface CallOptions extends Place {
  signal?: AbortSignal;
  /** Names the command, so that sending it twice does it once. Made up per call when absent. */
  idempotencyKey?: string;
}

/** Waits between the tries of a command, in ms. Tests shorten them. */
export const patience = { waits: [400, 1500] };

const gateway = new Set([502, 503, 504]);
const signedOut = new Set<() => void>();

/** Calls back when the server no longer knows our session. Returns how to stop. */
export function onSignedOut(listener: () => void): () => void {
  signedOut.add(listener);
  return () => signedOut.delete(listener);
}

export function newKey(): string {
  // randomUUID exists only on https and localhost; a phone in the garage may use plain http.
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

/** Fills `{name}` and appends the query, leaving out what is empty. */
export function addressOf(path: string, { params = {}, query = {} }: Place = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${path} needs ${name}`);
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const tail = search.toString();
  return tail === '' ? filled : `${filled}?${tail}`;
}

function cookie(name: string): string {
  const found = new RegExp(`(?:^|; )${name}=([^;]*)`).exec(document.cookie);
  return found?.[1] === undefined ? '' : decodeURIComponent(found[1]);
}

function requestOf(method: Method, body: unknown, options: CallOptions): RequestInit {
  const headers = new Headers({ Accept: 'application/json' });
  const init: RequestInit = { method: method.toUpperCase(), headers, credentials: 'same-origin' };
  if (options.signal) init.signal = options.signal;
  if (method !== 'get') {
    // The session's own token, which a page of another site could not read.
    const token = cookie('huan_csrf');
    if (token) headers.set('X-CSRF-Token', token);
    headers.set('Idempotency-Key', options.idempotencyKey ?? newKey());
  }
  if (body instanceof Blob || body instanceof FormData) {
    init.body = body;
    if (body instanceof Blob) headers.set('Content-Type', body.type || 'application/octet-stream');
  } else if (body !== undefined) {
    init.body = JSON.stringify(body);
    headers.set('Content-Type', 'application/json');
  }
  return init;
}

async function once(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem(0);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Sends, and sends again with the same key while nobody can know whether the command was done. */
async function send(method: Method, path: string, body: unknown, options: CallOptions): Promise<Response> {
  const address = base + addressOf(path, options);
  const init = requestOf(method, body, options);
  // Reads are retried by the query cache, which knows whether anybody still wants them.
  const waits = method === 'get' ? [] : patience.waits;
  for (let attempt = 0; ; attempt += 1) {
    const wait = waits[attempt];
    try {
      const response = await once(address, init);
      if (!gateway.has(response.status) || wait === undefined) return response;
    } catch (error) {
      if (!(error instanceof ApiProblem) || wait === undefined) throw error;
    }
    await pause(wait);
  }
}

async function call(
  method: Method,
  path: string,
  body: unknown,
  options: CallOptions = {},
): Promise<unknown> {
  const response = await send(method, path, body, options);
  if (!response.ok) {
    const problem = await problemOf(response);
    // Signing in wrongly, or asking who we are, is not the loss of a session.
    const asksWho = path === '/api/me' || path === '/api/session';
    if (problem.status === 401 && !asksWho) signedOut.forEach((listener) => listener());
    throw problem;
  }
  if (response.status === 204) return undefined;
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

/**
 * The server's interface. A path that the generated description knows is typed from it;
 * otherwise name the answer: `api.get<Customer>('/api/customers/{customer_id}', { params })`.
 * Every call that is not answered well throws `ApiProblem`.
 */
export const api = {
  get: ((path: string, options?: CallOptions) => call('get', path, undefined, options)) as {
    <Path extends PathWith<'get'>>(path: Path, options?: CallOptions): Promise<Answer<'get', Path>>;
    <T>(path: string, options?: CallOptions): Promise<T>;
  },
  post: ((path: string, body?: unknown, options?: CallOptions) => call('post', path, body, options)) as {
    <Path extends PathWith<'post'>>(
      path: Path,
      body?: Body<'post', Path>,
      options?: CallOptions,
    ): Promise<Answer<'post', Path>>;
    <T>(path: string, body?: unknown, options?: CallOptions): Promise<T>;
  },
  put: ((path: string, body?: unknown, options?: CallOptions) => call('put', path, body, options)) as {
    <Path extends PathWith<'put'>>(
      path: Path,
      body?: Body<'put', Path>,
      options?: CallOptions,
    ): Promise<Answer<'put', Path>>;
    <T>(path: string, body?: unknown, options?: CallOptions): Promise<T>;
  },
  delete: ((path: string, options?: CallOptions) => call('delete', path, undefined, options)) as {
    <T = void>(path: string, options?: CallOptions): Promise<T>;
  },
};
