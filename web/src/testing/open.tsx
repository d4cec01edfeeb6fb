import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Suspense } from 'react';
import type { ReactNode } from 'react';
import { createMemoryRouter, Route, RouterProvider, Routes } from 'react-router';
import { vi } from 'vitest';
import type { Permission } from '@/app/permission';
import type { Me } from '@/app/session';
import { MeProvider } from '@/app/session';
import { allWords, startWords } from '@/i18n';
import type { Language } from '@/i18n';
import { ThemeProvider } from '@/theme/ThemeProvider';

export const someone: Me = {
  kind: 'user',
  user_id: 1,
  login: 'lin',
  name: 'Lin Yue',
  roles: ['admin'],
  scope: 'all',
  permissions: [],
  org_id: 1,
  org_name: 'Night Wash',
  org_path: '/1/',
  company: 'Night Wash',
  currency: 'CNY',
  currency_digits: 2,
  time_zone: 'Asia/Shanghai',
  language: 'en',
};

export interface Sent {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  headers: Headers;
}

/** An answer: a body, or `refusal(...)`, or a function of what was sent. */
export type Answering = unknown;

export function refusal(code: string, status = 409, more: Record<string, unknown> = {}): Response {
  const body = JSON.stringify({ type: 'about:blank', title: code, status, code, ...more });
  return new Response(body, { status, headers: { 'Content-Type': 'application/problem+json' } });
}

/** Answers calls by "METHOD /path"; gives back the list of what was sent. */
export function serve(answers: Record<string, Answering>): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal('fetch', async (address: string, init: RequestInit = {}) => {
    const url = new URL(address, 'http://localhost');
    const method = init.method ?? 'GET';
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : init.body;
    const call: Sent = {
      method,
      path: url.pathname,
      query: url.searchParams,
      body,
      headers: new Headers(init.headers),
    };
    sent.push(call);
    const known = answers[`${method} ${url.pathname}`];
    const answer: unknown =
      typeof known === 'function' ? await (known as (call: Sent) => unknown)(call) : known;
    if (answer === undefined) return refusal('test.no_answer', 404);
    if (answer instanceof Response) return answer.clone();
    return new Response(JSON.stringify(answer), {
      status: 200,
      headers: { 'Content-Type': 'application/json' },
    });
  });
  return sent;
}

export interface OpenOptions {
  /** Where the page stands, with parameters: `/segments/7` for `path: '/segments/:segment_id'`. */
  at?: string;
  path?: string;
  me?: Partial<Me>;
  permissions?: Permission[];
  language?: Language;
}

/** Opens a page as a person would see it, in English unless told otherwise. */
export async function open(page: ReactNode, options: OpenOptions = {}) {
  const { at = '/', path = '*', language = 'en' } = options;
  await startWords(language);
  await allWords();
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const me = { ...someone, permissions: options.permissions ?? [], ...options.me };
  const router = createMemoryRouter(
    [
      {
        path: '*',
        element: (
          <MeProvider me={me}>
            <ThemeProvider>
              <Suspense>
                <Routes>
                  <Route path={path} element={page} />
                  <Route path="*" element={<p>elsewhere</p>} />
                </Routes>
              </Suspense>
            </ThemeProvider>
          </MeProvider>
        ),
      },
    ],
    { initialEntries: [at] },
  );
  const view = render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { ...view, user: userEvent.setup() };
}
