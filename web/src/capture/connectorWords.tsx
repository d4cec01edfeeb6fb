import type { ReactElement } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { clockOf } from '@/access/choices';
import { detailText, writtenProblem } from '@/ui/problemText';
import { StatusTag } from '@/ui/StatusTag';
import type { Tone } from '@/ui/StatusTag';
import { When } from '@/ui/values';
import type { Connector, ConnectorRun, Origin, RunState } from './nouns';

export const runTones: Record<RunState, Tone> = {
  fetching: 'busy',
  importing: 'busy',
  done: 'good',
  nothing: 'neutral',
  stopped: 'neutral',
  failed: 'harm',
};

export function RunTag({ run }: { run: Pick<ConnectorRun, 'state' | 'problem'> }): ReactElement {
  const { t } = useTranslation();
  return (
    <span title={run.problem ? problemOfRun(t, run.problem) : undefined}>
      <StatusTag tone={runTones[run.state]}>{t(`capture.run_state.${run.state}`)}</StatusTag>
    </span>
  );
}

export function isUnderWay(connector: Connector): boolean {
  const state = connector.last_run?.state;
  return state === 'fetching' || state === 'importing';
}

/** When it is asked, in words. */
export function scheduleText(t: TFunction, connector: Pick<Connector, 'every_minutes' | 'daily_at'>): string {
  if (connector.every_minutes) {
    const hours = connector.every_minutes / 60;
    return Number.isInteger(hours)
      ? t('capture.connectors.every_hours', { count: hours })
      : t('capture.connectors.every_minutes', { count: connector.every_minutes });
  }
  if (connector.daily_at !== null && connector.daily_at !== undefined)
    return t('capture.connectors.daily', { at: clockOf(connector.daily_at) });
  return t('capture.connectors.by_hand');
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/;

/** How far another system has told: a time as people read it, anything else as it stands. */
export function Mark({ mark, since }: { mark: string; since?: string }): ReactElement {
  const title = since === undefined ? mark : `${since} → ${mark}`;
  if (!instant.test(mark)) return <code title={title}>{mark}</code>;
  return (
    <span title={title}>
      <When at={mark} as="time" />
    </span>
  );
}

/** Where its rows are, in short. */
export function placeText(origin: Origin): string {
  if (origin.system !== 'http') return `${origin.host ?? ''} / ${origin.database ?? ''}`;
  try {
    const url = new URL(origin.url ?? '');
    return url.host + url.pathname;
  } catch {
    return origin.url ?? '';
  }
}

/** Why a run failed: the server's "connector.refused (origin.query): ..." in words. */
export function problemOfRun(t: TFunction, text: string): string {
  return writtenProblem(text, t) || detailText(text, t);
}
