import type { UseQueryResult } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schema } from '@/api';
import { keyOf, useCommand, useRead } from '@/api/hooks';
import type { ApiProblem } from '@/api/problem';
import type { Page } from '@/api/types';
import { useFormat, useMay } from '@/app/session';
import { useConfirmCount } from '@/ui/actions';
import { useColleagues } from './colleagues';

export type BulkAction = Schema<'BulkAction'>;
export type BulkPreview = Schema<'BulkPreview'>;
export type BulkPerson = Schema<'BulkPerson'>;
export type BulkVerb = 'tag' | 'untag' | 'assign';

export interface BulkDeed {
  verb: BulkVerb;
  tag?: string;
  until?: string;
  owner_id?: number;
}

export interface BulkPeople {
  customer_ids?: number[];
  everybody?: boolean;
  search?: string;
  segment_id?: number;
  filter_tag?: string;
  filter_owner_id?: number;
}

/** The whole of a list as its filters stand. */
export function peopleOf(values: Record<string, string>): BulkPeople {
  const people: BulkPeople = {};
  if (values.search) people.search = values.search;
  if (values.segment_id) people.segment_id = Number(values.segment_id);
  if (values.tag) people.filter_tag = values.tag;
  if (values.owner_id) people.filter_owner_id = Number(values.owner_id);
  return Object.keys(people).length > 0 ? people : { everybody: true };
}

/** What was done, in words. */
export function useDeedText(): (action: BulkAction) => string {
  const { t } = useTranslation();
  const { date } = useFormat();
  return ({ deed, owner_name }) => {
    if (deed.verb === 'assign') {
      return deed.owner_id ? t('people.bulk.did.assign', { name: owner_name }) : t('people.bulk.did.release');
    }
    const tag = deed.tag ?? '';
    if (deed.verb === 'tag' && deed.until) {
      // The end is exclusive: the last day is the one before.
      const last = new Date(new Date(deed.until).getTime() - 1);
      return t('people.bulk.did.tag_until', { tag, date: date(last) });
    }
    return t(`people.bulk.did.${deed.verb}`, { tag });
  };
}

/** To whom it was done, in words. */
export function useWhomText(): (action: BulkAction) => string {
  const { t } = useTranslation();
  const { num } = useFormat();
  const may = useMay();
  const { colleagues } = useColleagues(may('lead_assign'));
  const segments = useRead<Page<{ id: number; name: string }>>(
    '/api/segments',
    { query: { limit: 200 } },
    { enabled: may('segment_read') },
  );
  const nameOf = (list: readonly { id: number; name: string }[], id: number) =>
    list.find((one) => one.id === id)?.name ?? `#${String(id)}`;
  return ({ chosen, people }) => {
    if (chosen > 0) return t('people.bulk.chosen', { count: chosen, people: num(chosen) });
    const parts: string[] = [];
    if (people.filter_tag) parts.push(t('people.bulk.filter_tag', { tag: people.filter_tag }));
    if (people.segment_id) {
      const name = nameOf(segments.data?.items ?? [], people.segment_id);
      parts.push(t('people.bulk.filter_segment', { name }));
    }
    if (people.filter_owner_id === 0) parts.push(t('people.bulk.filter_nobody'));
    else if (people.filter_owner_id)
      parts.push(t('people.bulk.filter_owner', { name: nameOf(colleagues, people.filter_owner_id) }));
    if (parts.length === 0) return t('people.bulk.everybody');
    return t('people.bulk.by_filter', { filter: parts.join(' · ') });
  };
}

export function isUnderWay(action: BulkAction): boolean {
  return action.state === 'running' || action.state === 'undoing';
}

/** One action, asked again while it is under way. */
export function useBulkAction(id: number): UseQueryResult<BulkAction, ApiProblem> {
  const client = useQueryClient();
  const path = '/api/bulk_actions/{bulk_action_id}';
  const place = { params: { bulk_action_id: id } };
  const known = client.getQueryData<BulkAction>(keyOf(path, place));
  const isOver = known !== undefined && !isUnderWay(known);
  return useRead<BulkAction>(path, place, isOver ? {} : { every: 1_000 });
}

/** Takes an action back, after asking once. */
export function useUndoBulk(): { undo: (action: BulkAction) => void; isPending: boolean } {
  const { t } = useTranslation();
  const { num } = useFormat();
  const confirm = useConfirmCount();
  const text = useDeedText();
  const command = useCommand<undefined, BulkAction>('post', '/api/bulk_actions/{bulk_action_id}/undo', {
    refreshes: ['/api/bulk_actions'],
  });
  const undo = (action: BulkAction) =>
    confirm({
      title: t('people.bulk.undo_ask', { what: text(action), people: num(action.changed) }),
      text: t('people.bulk.undo_ask_text'),
      action: t('people.bulk.undo'),
      danger: false,
      run: () => command.mutateAsync({ params: { bulk_action_id: action.id } }),
    });
  return { undo, isPending: command.isPending };
}

/** Something is left to take back. */
export function canUndo(action: BulkAction): boolean {
  const left = action.changed - action.undone - action.kept;
  return left > 0 && (action.state === 'done' || action.state === 'stopped');
}
