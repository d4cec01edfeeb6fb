import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '@/api/client';
import { refresh, useCommand } from '@/api/hooks';
import type { ApiProblem } from '@/api/problem';
import type { Campaign } from './nouns';
import { campaignPath } from './nouns';

const pause = 600;

/** What is written in the editor; null: not said yet. */
export interface Draft {
  name: string;
  goal: Campaign['goal'];
  segment_id: number | null;
  coupon_type_id: number | null;
  starts_at: string | null;
  ends_at: string | null;
  strategy: Campaign['strategy'];
  message_title: string;
  message_body: string;
  per_person: number | null;
  budget: number | null;
  holdout_percent: number | null;
  expected_orders: number | null;
  expected_amount: number | null;
}

export function draftOf(campaign: Campaign): Draft {
  return {
    name: campaign.name,
    goal: campaign.goal,
    segment_id: campaign.segment_id ?? null,
    coupon_type_id: campaign.coupon_type_id ?? null,
    starts_at: campaign.starts_at ?? null,
    ends_at: campaign.ends_at ?? null,
    strategy: campaign.strategy,
    message_title: campaign.message_title,
    message_body: campaign.message_body,
    per_person: campaign.per_person,
    budget: campaign.budget,
    holdout_percent: campaign.holdout_percent,
    expected_orders: campaign.expected_orders ?? null,
    expected_amount: campaign.expected_amount ?? null,
  };
}

function bodyOf(draft: Draft): Record<string, unknown> {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== null));
}

export interface DraftState {
  draft: Draft;
  change: (changes: Partial<Draft>) => void;
  /** Version the server holds. */
  version: number;
  savedAt: number | null;
  /** Something typed is not with the server yet. */
  isBehind: boolean;
  isSaving: boolean;
  error: ApiProblem | null;
  retry: () => void;
}

/** A draft that saves itself shortly after the last key, one save at a time. */
export function useDraft(campaign: Campaign): DraftState {
  const [draft, setDraft] = useState(() => draftOf(campaign));
  const [kept, setKept] = useState(() => JSON.stringify(draftOf(campaign)));
  const [refused, setRefused] = useState<string | null>(null);
  const [version, setVersion] = useState(campaign.version);
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const put = useCommand<Record<string, unknown>, Campaign>('put', campaignPath, {
    refreshes: ['/api/campaigns'],
  });
  const client = useQueryClient();
  const params = { campaign_id: campaign.id };
  const written = JSON.stringify(draft);
  const isBehind = written !== kept;
  // Nothing of ours is waiting and somebody else saved: theirs is the draft now.
  if (campaign.version > version && !isBehind && !put.isPending) {
    setDraft(draftOf(campaign));
    setKept(JSON.stringify(draftOf(campaign)));
    setVersion(campaign.version);
  }
  const mayTry = isBehind && !put.isPending && written !== refused && draft.name.trim() !== '';

  useEffect(() => {
    if (!mayTry) return undefined;
    const timer = setTimeout(() => {
      put.mutate(
        { params, body: { ...bodyOf(draft), seen_version: version } },
        {
          onSuccess: (after) => {
            setKept(written);
            setRefused(null);
            setVersion(after.version);
            setSavedAt(Date.now());
          },
          onError: () => setRefused(written),
        },
      );
    }, pause);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `written` stands for the draft
  }, [written, mayTry, version]);

  // Leaving within the pause must not lose the last words.
  const last = useRef<(() => void) | null>(null);
  last.current = mayTry
    ? () =>
        void api
          .put(campaignPath, { ...bodyOf(draft), seen_version: version }, { params })
          .then(() => refresh(client, '/api/campaigns'))
          .catch(() => undefined)
    : null;
  useEffect(() => () => last.current?.(), []);

  return {
    draft,
    change: (changes) => setDraft((before) => ({ ...before, ...changes })),
    version,
    savedAt,
    isBehind,
    isSaving: put.isPending || mayTry,
    error: refused === written ? put.error : null,
    retry: () => setRefused(null),
  };
}
