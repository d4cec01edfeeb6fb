import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { refusal, serve } from '@/testing/open';
import { addressOf, api, onSignedOut, patience } from './client';
import { useCommand } from './hooks';
import { ApiProblem } from './problem';

beforeEach(() => {
  patience.waits = [1, 1];
});
afterEach(() => {
  vi.unstubAllGlobals();
  document.cookie = 'huan_csrf=; max-age=0';
});

async function problemOf(call: Promise<unknown>): Promise<ApiProblem> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiProblem)) throw new Error('was not refused');
  return error;
}

describe('an address', () => {
  it('has its parameters filled in, and leaves out what is empty', () => {
    const place = {
      params: { id: 'a/b' },
      query: { search: '陈 刚', cursor: '', limit: 20, only: undefined },
    };
    expect(addressOf('/api/x/{id}', place)).toBe('/api/x/a%2Fb?search=%E9%99%88+%E5%88%9A&limit=20');
  });
  it('is not made without its parameters', () => expect(() => addressOf('/api/x/{id}')).toThrow('needs id'));
});

describe('a refusal', () => {
  it('is read from problem+json with its code and field', async () => {
    serve({ 'POST /api/users': refusal('access.login_taken', 409, { field: 'login', title: 'Taken.' }) });
    const problem = await problemOf(api.post('/api/users', {}));
    expect(problem).toMatchObject({
      status: 409,
      code: 'access.login_taken',
      field: 'login',
      message: 'Taken.',
    });
    expect(problem.isUncertain).toBe(false);
  });
  it('is told from its status when a proxy answers with a page', async () => {
    serve({ 'GET /api/x': new Response('<h1>Bad gateway</h1>', { status: 502 }) });
    expect(await problemOf(api.get('/api/x'))).toMatchObject({
      status: 502,
      code: 'http.502',
      isUncertain: true,
    });
  });
  it('says when to come back', async () => {
    const locked = new Response('{"code":"access.locked"}', {
      status: 429,
      headers: { 'Retry-After': '754' },
    });
    serve({ 'POST /api/session': locked });
    expect((await problemOf(api.post('/api/session', {}))).retryAfter).toBe(754);
  });
  it('of the session tells whoever listens, but a wrong password does not', async () => {
    const listener = vi.fn();
    const stop = onSignedOut(listener);
    serve({ 'GET /api/users': refusal('access.not_signed_in', 401), 'POST /api/session': refusal('x', 401) });
    await problemOf(api.post('/api/session', {}));
    expect(listener).not.toHaveBeenCalled();
    await problemOf(api.get('/api/users'));
    expect(listener).toHaveBeenCalledOnce();
    stop();
  });
});

describe('a command', () => {
  it('carries the session’s token, and reading does not', async () => {
    document.cookie = 'huan_csrf=abc123';
    const sent = serve({ 'POST /api/x': {}, 'GET /api/x': {} });
    await api.post('/api/x', { a: 1 });
    await api.get('/api/x');
    expect(sent.map((call) => call.headers.get('X-CSRF-Token'))).toEqual(['abc123', null]);
    expect(sent[1]?.headers.has('Idempotency-Key')).toBe(false);
  });
  it('is sent again under the same key when the answer got lost', async () => {
    let tries = 0;
    const sent = serve({
      'POST /api/coupons': () => {
        tries += 1;
        if (tries === 1) throw new TypeError('Failed to fetch');
        return tries === 2 ? new Response('', { status: 503 }) : { id: 7 };
      },
    });
    expect(await api.post('/api/coupons', { n: 1 })).toEqual({ id: 7 });
    const keys = sent.map((call) => call.headers.get('Idempotency-Key'));
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{32,36}$/);
  });
  it('is not sent again after a definite answer', async () => {
    const sent = serve({ 'POST /api/coupons': refusal('offer.sold_out', 409) });
    await problemOf(api.post('/api/coupons', {}));
    expect(sent).toHaveLength(1);
  });
});

function Button({ amount }: { amount: number }) {
  const pay = useCommand<{ amount: number }>('post', '/api/pay');
  return (
    <button type="button" onClick={() => pay.mutate({ body: { amount } })}>
      {pay.isError ? 'again' : 'pay'} {pay.isSuccess && 'done'}
    </button>
  );
}

it('pressing again after a lost answer sends the same key, and another amount another one', async () => {
  patience.waits = [];
  let lost = true;
  const sent = serve({
    'POST /api/pay': () => {
      if (lost) throw new TypeError('Failed to fetch');
      return {};
    },
  });
  const user = userEvent.setup();
  const client = new QueryClient();
  const page = (amount: number) => (
    <QueryClientProvider client={client}>
      <Button amount={amount} />
    </QueryClientProvider>
  );
  const view = render(page(5));
  await user.click(screen.getByRole('button'));
  await screen.findByText(/again/);
  lost = false;
  await user.click(screen.getByRole('button'));
  await waitFor(() => expect(screen.getByRole('button')).toHaveTextContent('done'));
  view.rerender(page(6));
  await user.click(screen.getByRole('button'));
  await waitFor(() => expect(sent).toHaveLength(3));
  const keys = sent.map((call) => call.headers.get('Idempotency-Key'));
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);
});
