import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { open, refusal, serve } from '@/testing/open';
import type { RejectedMessage, Source } from './nouns';
import { RefusedMessages } from './RefusedMessages';

afterEach(() => vi.unstubAllGlobals());

const source: Source = {
  id: 7,
  name: 'Site',
  kind: 'website',
  accepted: 3,
  repeated: 0,
  rejected: 1,
  created_at: '2026-11-01T00:00:00.000Z',
};
const paid = { type: 'track', userId: 'o-1', event: 'Paid', properties: { no: 'X-1', fee: 'many' } };
const refused: RejectedMessage = {
  id: 40,
  source_id: 7,
  message_id: 'p-1',
  code: 'field.wrong_type',
  field: 'properties.fee',
  detail: 'Expected an amount.',
  body: JSON.stringify(paid),
  at: '2026-11-20T08:00:00.000Z',
};
const again = 'POST /api/rejected_messages/40/send_again';

/** A source whose one refused message is taken once `answer` says so. */
function stand(answer: (body: unknown) => Response | 'taken') {
  let mended_at: string | null = null;
  return serve({
    'GET /api/sources/7/rejected': () => ({ items: [{ ...refused, mended_at }], total: 1 }),
    [again]: ({ body }: { body: unknown }) => {
      const said = answer(body);
      if (said !== 'taken') return said;
      mended_at = new Date().toISOString();
      return { ...refused, mended_at };
    },
  });
}

it('sends a message again as it came, and says that it was taken', async () => {
  const sent = stand(() => 'taken');
  const { user } = await open(<RefusedMessages source={source} />);
  await user.click(await screen.findByRole('button', { name: 'Send again' }));
  expect(await screen.findByText('Taken')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Send again' })).toBeNull();
  expect(sent.find((call) => call.method === 'POST')?.body).toEqual({});
});

it('opens what is refused again with its reason and the place marked, and sends it mended', async () => {
  const isMended = (body: unknown) =>
    (body as { body?: typeof paid }).body?.properties.fee === (19.9 as unknown as string);
  const sent = stand((body) =>
    isMended(body) ? 'taken' : refusal('field.wrong_type', 422, { field: 'properties.fee' }),
  );
  const { user } = await open(<RefusedMessages source={source} />);
  await user.click(await screen.findByRole('button', { name: 'Send again' }));
  const form = await screen.findByRole('dialog');
  expect(within(form).getByRole('alert')).toHaveTextContent('properties.fee');
  expect(within(form).getByRole('alert')).toHaveTextContent('This field has the wrong type');
  const text = within(form).getByLabelText<HTMLTextAreaElement>('Message');
  await waitFor(() => expect(text.value.slice(text.selectionStart, text.selectionEnd)).toBe('"fee"'));
  expect(within(form).getByText('Marked in line 7')).toBeVisible();

  fireEvent.change(text, { target: { value: '{"type": "track", ' } });
  await user.click(await within(form).findByRole('button', { name: 'Send the mended message' }));
  expect(await within(form).findByText(/This is not a JSON object/)).toBeVisible();
  expect(sent.filter((call) => call.method === 'POST')).toHaveLength(1);

  const mended = { ...paid, properties: { no: 'X-1', fee: 19.9 } };
  fireEvent.change(text, { target: { value: JSON.stringify(mended) } });
  await user.click(await within(form).findByRole('button', { name: 'Send the mended message' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(sent.filter((call) => call.method === 'POST').at(-1)?.body).toEqual({ body: mended });
  expect(await screen.findByText('Taken')).toBeVisible();
});

it('keeps the drawer open with the new reason when the mended message is refused too', async () => {
  stand(() => refusal('tracking.no_identity', 422, { field: 'userId' }));
  const { user } = await open(<RefusedMessages source={source} />);
  await user.click(await screen.findByRole('button', { name: 'Edit' }));
  const form = await screen.findByRole('dialog');
  expect(within(form).getByRole('alert')).toHaveTextContent('This field has the wrong type');
  await user.click(within(form).getByRole('button', { name: 'Send as it came' }));
  expect(await within(form).findByText(/Neither userId nor anonymousId/)).toBeVisible();
  expect(within(form).queryByText(/wrong type/)).toBeNull();
});
