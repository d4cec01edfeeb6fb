import { screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { open, serve } from '@/testing/open';
import type { Sent } from '@/testing/open';
import type { Column } from './ListPage';
import { ListPage } from './ListPage';

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

interface Car {
  id: number;
  plate: string;
}

const columns: Column<Car>[] = [
  {
    key: 'plate',
    title: 'Plate',
    primary: true,
    sort: 'plate',
    render: (car) => car.plate,
    csv: (car) => car.plate,
  },
  { key: 'id', title: 'Number', render: (car) => car.id, csv: (car) => car.id, optional: true },
];

function Cars() {
  return (
    <ListPage<Car>
      title="Cars"
      name="cars"
      path="/api/vehicles"
      rowKey={(car) => car.id}
      columns={columns}
      search={{ placeholder: 'Find a plate' }}
      empty="No cars yet."
      emptyAction={<button type="button">Import</button>}
    />
  );
}

/** 120 cars, 50 to a page; a search finds those whose plate holds it. */
function cars({ query }: Sent) {
  const all = Array.from({ length: 120 }, (_unused, at) => ({ id: at + 1, plate: `A-${String(at + 1)}` }));
  const found = all.filter((car) => car.plate.includes(query.get('search') ?? ''));
  const from = Number(query.get('cursor') ?? 0);
  const size = Number(query.get('limit'));
  const next = from + size < found.length ? String(from + size) : null;
  return { items: found.slice(from, from + size), total: found.length, next_cursor: next };
}

it('counts all, goes forward and back by the server’s cursors', async () => {
  const sent = serve({ 'GET /api/vehicles': cars });
  const { user } = await open(<Cars />);
  expect(await screen.findByText('A-1')).toBeVisible();
  expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Cars120');
  expect(screen.getByText('1–50 of 120')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Next' }));
  expect(await screen.findByText('51–100 of 120')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Next' }));
  expect(await screen.findByText('101–120 of 120')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Next' })).toBeDisabled();
  await user.click(screen.getByRole('button', { name: 'Previous' }));
  expect(await screen.findByText('51–100 of 120')).toBeVisible();
  const pages = sent.filter((call) => call.path === '/api/vehicles');
  expect(pages.slice(0, 3).map((call) => call.query.get('cursor'))).toEqual([null, '50', '100']);
});

it('searches from the first page on, and clears a search that finds nothing', async () => {
  serve({ 'GET /api/vehicles': cars });
  const { user } = await open(<Cars />);
  await user.click(await screen.findByRole('button', { name: 'Next' }));
  await user.type(screen.getByLabelText('Find a plate'), '-11');
  expect(await screen.findByText('11 in all')).toBeVisible();
  await user.type(screen.getByLabelText('Find a plate'), 'x');
  expect(await screen.findByText('Nothing matches these filters')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Clear filters' }));
  expect(await screen.findByText('1–50 of 120')).toBeVisible();
});

it('sorts by the head that was clicked, keeps that as a view, and forgets it again', async () => {
  let views: unknown[] = [];
  const all = serve({
    'GET /api/vehicles': cars,
    'GET /api/saved_views': () => ({ items: views }),
    'POST /api/saved_views': ({ body }: Sent) => {
      const view = { ...(body as object), id: 7, mine: true, owner_name: 'Lin Yue' };
      views = [view];
      return view;
    },
    'DELETE /api/saved_views/7': () => {
      views = [];
      return null;
    },
  });
  const asked = () =>
    all
      .filter((call) => call.path === '/api/vehicles')
      .at(-1)
      ?.query.get('sort');
  const { user } = await open(<Cars />);
  await user.click(await screen.findByRole('columnheader', { name: 'Plate' }));
  await waitFor(() => expect(asked()).toBe('plate'));
  await user.click(screen.getByRole('button', { name: 'Save view' }));
  await user.type(await screen.findByLabelText('Name of the view'), 'By plate{Enter}');
  expect(await screen.findByRole('tab', { name: 'By plate' })).toHaveAttribute('aria-selected', 'true');
  await user.click(screen.getByRole('tab', { name: 'All' }));
  await waitFor(() => expect(asked()).toBeNull());
  await user.click(screen.getByRole('tab', { name: 'By plate' }));
  await waitFor(() => expect(asked()).toBe('plate'));
  await user.click(screen.getByRole('button', { name: 'Delete view “By plate”' }));
  await waitFor(() => expect(screen.queryByRole('tab', { name: 'By plate' })).toBeNull());
});

it('says what an empty list is for, and offers one thing to do', async () => {
  serve({ 'GET /api/vehicles': { items: [], total: 0 } });
  await open(<Cars />);
  expect(await screen.findByText('No cars yet.')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Import' })).toBeVisible();
  expect(screen.queryByLabelText('Find a plate')).toBeNull();
});

it('exports every row that matches, not only the page', async () => {
  serve({ 'GET /api/vehicles': cars });
  let saved: Blob | undefined;
  URL.createObjectURL = (blob: Blob) => {
    saved = blob;
    return 'blob:x';
  };
  URL.revokeObjectURL = () => undefined;
  const { user } = await open(<Cars />);
  await user.click(await screen.findByRole('button', { name: 'Export' }));
  await user.click(await screen.findByText('Shown columns (CSV)'));
  await waitFor(() => expect(saved).toBeDefined());
  const lines = (await saved?.text())?.trim().split('\r\n') ?? [];
  expect(lines).toHaveLength(121);
  expect(lines[0]).toContain('Plate');
  expect(lines[120]).toBe('A-120');
});
