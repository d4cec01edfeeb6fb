import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { open, refusal, serve } from '@/testing/open';
import type { Answering } from '@/testing/open';
import { EventsPage } from './EventsPage';

afterEach(() => vi.unstubAllGlobals());

const paid = {
  definition: {
    name: 'Paid',
    description: '',
    meaning: 'behaviour',
    fields: {},
    blocked: false,
    built_in: false,
    version: 2,
  },
  count: 1200,
  people: 340,
  month: 80,
};
const properties = [
  { key: 'no', kind: 'text', examples: ['X-1', 'X-2'] },
  { key: 'fee', kind: 'number', examples: ['19.9'] },
];

async function opened(answers: Record<string, Answering> = {}) {
  const sent = serve({
    'GET /api/event_definitions': { items: [paid], total: 1 },
    'GET /api/rule_vocabulary': { properties },
    'PUT /api/event_definitions': paid.definition,
    ...answers,
  });
  const { user } = await open(<EventsPage />, { permissions: ['segment_read', 'source_manage'] });
  await user.click(await screen.findByRole('button', { name: 'Paid' }));
  const form = await screen.findByRole('dialog');
  await within(form).findByText('fee');
  return { sent, user, form };
}

it('makes an order of an event: fields from the properties seen, consequences in words', async () => {
  const { sent, user, form } = await opened();
  expect(within(form).getByText('X-1 · X-2')).toBeVisible();
  expect(within(form).getByText(/stands on the person/)).toBeVisible();
  expect(within(form).queryByLabelText('Order number')).toBeNull();

  await user.click(within(form).getByRole('radio', { name: /^Order/ }));
  expect(within(form).getByText(/its number from order_id, its amount from total/)).toBeVisible();
  expect(within(form).getByText(/order_id and total never came in the 1,200 so far/)).toBeVisible();

  await user.click(within(form).getByLabelText('Order number'));
  await user.click(await screen.findByTitle('no'));
  await user.type(within(form).getByLabelText('Amount'), 'fee');
  expect(await within(form).findByText(/its number from no, its amount from fee/)).toBeVisible();
  expect(within(form).queryByText(/never came in the 1,200/)).toBeNull();
  expect(within(form).getByText(/the 1,200 so far stay as they are/)).toBeVisible();

  await user.click(within(form).getByRole('button', { name: 'Save definition' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(sent.find((call) => call.method === 'PUT')?.body).toEqual({
    name: 'Paid',
    seen_version: 2,
    description: '',
    meaning: 'order',
    fields: { number: 'no', amount: 'fee' },
    blocked: false,
  });
});

it('sends only fields of the meaning chosen last, and marks the one that is refused', async () => {
  const { sent, user, form } = await opened({
    'PUT /api/event_definitions': refusal('event_definition.bad_field', 422, { field: 'fields.place' }),
  });
  await user.click(within(form).getByRole('radio', { name: /^Order/ }));
  await user.type(within(form).getByLabelText('Order number'), 'no');
  await user.click(within(form).getByRole('radio', { name: /^Contact point/ }));
  await user.type(within(form).getByLabelText('Place'), 'garage');
  await user.click(within(form).getByRole('button', { name: 'Save definition' }));
  const item = within(form).getByLabelText('Place').closest('.ant-form-item');
  await waitFor(() => expect(item).toHaveTextContent('Name the property that fills this field'));
  expect(sent.find((call) => call.method === 'PUT')?.body).toMatchObject({ fields: { place: 'garage' } });
});

it('says before blocking how often it came', async () => {
  const { user, form } = await opened();
  await user.click(within(form).getByRole('switch', { name: 'Block this event' }));
  expect(await within(form).findByText(/It came 80 times in the last 30 days/)).toBeVisible();
});

it('says at the name that an event to be declared is in the dictionary already', async () => {
  serve({
    'GET /api/event_definitions': { items: [paid], total: 1 },
    'PUT /api/event_definitions': refusal('event_definition.stale', 409, { field: 'seen_version' }),
  });
  const { user } = await open(<EventsPage />, { permissions: ['source_manage'] });
  await user.click(await screen.findByRole('button', { name: 'Declare event' }));
  const form = await screen.findByRole('dialog');
  await user.type(within(form).getByLabelText('Event'), 'Paid');
  await user.click(within(form).getByRole('button', { name: 'Declare event' }));
  expect(await within(form).findByText(/in the dictionary already/)).toBeVisible();
});
