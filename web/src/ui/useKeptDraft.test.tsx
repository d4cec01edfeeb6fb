import { renderHook } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { keptDraft, useKeptDraft } from './useKeptDraft';

beforeEach(() => localStorage.clear());

it('keeps what differs from what is saved, and offers it the next time', () => {
  const first = renderHook(({ value, dirty }) => useKeptDraft('k', value, dirty), {
    initialProps: { value: { name: '' }, dirty: false },
  });
  expect(first.result.current.kept).toBeNull();
  first.rerender({ value: { name: 'Regulars' }, dirty: true });
  first.unmount(); // The tab is closed.
  expect(keptDraft('k')).toEqual({ name: 'Regulars' });
  const next = renderHook(() => useKeptDraft('k', { name: 'Regulars' }, true));
  expect(next.result.current.kept).toEqual({ name: 'Regulars' });
});

it('forgets what was saved, thrown away or changed back', () => {
  const form = renderHook(({ dirty }) => useKeptDraft('k', 1, dirty), { initialProps: { dirty: true } });
  expect(keptDraft('k')).toBe(1);
  form.rerender({ dirty: false });
  expect(keptDraft('k')).toBeNull();
  form.rerender({ dirty: true });
  form.result.current.forget();
  form.rerender({ dirty: true });
  form.unmount();
  expect(keptDraft('k')).toBeNull();
});

it('is not confused by what somebody else wrote there', () => {
  localStorage.setItem('k', '{broken');
  expect(keptDraft('k')).toBeNull();
});
