import { useQuery } from '@tanstack/react-query';
import { Alert, Button, DatePicker, Input, Progress, Select } from 'antd';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { api } from '@/api/client';
import { useCommand, useRead } from '@/api/hooks';
import type { ApiProblem } from '@/api/problem';
import { useFormat, useMe } from '@/app/session';
import { useFields } from '@/customer/fields';
import { Consequence, ConsequencePanel, EditorPage, EditorSection } from '@/ui/EditorPage';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { keptDraft, useKeptDraft } from '@/ui/useKeptDraft';
import { useUnsaved } from '@/ui/useUnsaved';
import { dayOf, endOfDay, isToCome, pickerOf } from './asOf';
import type { Rule, SegmentDetail, SegmentPreview, Stage } from './nouns';
import { RuleBuilder } from './RuleBuilder';
import styles from './Segment.module.css';
import { ruleText } from './sentence';
import type { Group } from './tree';
import { isLacking, newGroup, pathsOf, ruleOf, treeOf } from './tree';
import { useSegmentNames, useVocabulary } from './useVocabulary';

/** Builds a segment: conditions as sentences, and at the right whom they find. */
export function SegmentEditorPage(): ReactElement {
  useFields(); // Rules name attributes as their fields are called.
  const { segment_id } = useParams();
  const [address] = useSearchParams();
  const read = useRead<SegmentDetail>(
    '/api/segments/{segment_id}',
    { params: { segment_id: segment_id ?? 0 } },
    { enabled: segment_id !== undefined },
  );
  if (segment_id === undefined) {
    const stage = address.get('stage');
    return <Editor before={null} start={stage ? treeOf({ stage: { stages: [stage as Stage] } }) : null} />;
  }
  if (read.isPending) return <Skeleton padded rows={8} />;
  if (!read.data) return <Problem large error={read.error} onRetry={read.refetch} />;
  return <Editor key={read.data.id} before={read.data} start={treeOf(read.data.rule)} />;
}

interface Written {
  rule: Rule;
  name: string;
  note: string;
}

interface Sent {
  name: string;
  note?: string;
  rule: Rule;
  seen_version?: number;
}

function Editor({ before, start }: { before: SegmentDetail | null; start: Group | null }): ReactElement {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { login } = useMe();
  const key = `huan.draft.segment.${login}.${before?.id ?? 'new'}.${before?.version ?? 0}`;
  const [original] = useState<Written>(() => ({
    rule: ruleOf(start ?? newGroup('all')),
    name: before?.name ?? '',
    note: before?.note ?? '',
  }));
  const [opened] = useState(() => keptDraft<Written>(key) ?? original);
  const [root, setRoot] = useState<Group>(() => treeOf(opened.rule));
  const [name, setName] = useState(opened.name);
  const [note, setNote] = useState(opened.note);
  const [day, setDay] = useState('');
  const [others, setOthers] = useState<number[]>([]);
  const lacking = isLacking(root);
  const preview = usePreview(root, lacking, day, others);
  const paths = pathsOf(root);
  const sizes = new Map(preview.data?.parts.map((part) => [part.path, part.size]));
  const written: Written = { rule: ruleOf(root), name, note };
  const isDirty = JSON.stringify(written) !== JSON.stringify(original);
  const { kept, forget } = useKeptDraft<Written>(key, written, isDirty);
  const { saved } = useUnsaved(isDirty, forget);
  const startOver = () => {
    setRoot(treeOf(original.rule));
    setName(original.name);
    setNote(original.note);
  };
  const save = useCommand<Sent, { id: number }>(
    before ? 'put' : 'post',
    before ? '/api/segments/{segment_id}' : '/api/segments',
    {
      refreshes: ['/api/segments'],
      onDone: (made) => {
        saved();
        forget();
        void navigate(`/insight/segments/${String(made.id)}`);
      },
    },
  );
  const send = () =>
    save.mutate({
      ...(before ? { params: { segment_id: before.id } } : {}),
      body: {
        name: name.trim(),
        ...(note.trim() === '' ? {} : { note: note.trim() }),
        rule: ruleOf(root),
        ...(before ? { seen_version: before.version } : {}),
      },
    });
  return (
    <EditorPage
      title={before ? before.name : t('insight.segments.add')}
      step="insight"
      actions={
        <>
          <Link to={before ? `/insight/segments/${String(before.id)}` : '/insight/segments'}>
            <Button>{t('ui.cancel')}</Button>
          </Link>
          <Button
            type="primary"
            disabled={lacking || name.trim() === ''}
            loading={save.isPending}
            onClick={send}
          >
            {t('insight.segments.save')}
          </Button>
        </>
      }
      panel={
        <Panel
          lacking={lacking}
          preview={preview}
          day={day}
          onDay={setDay}
          others={others}
          onOthers={setOthers}
          own={before?.id}
        />
      }
    >
      {save.error && <Problem error={save.error} />}
      {kept !== null && isDirty && (
        <Alert
          type="info"
          showIcon
          title={t('ui.unsaved.restored')}
          action={
            <Button size="small" onClick={startOver}>
              {t('ui.unsaved.start_over')}
            </Button>
          }
        />
      )}
      <EditorSection mark={1} title={t('insight.who')} hint={t('insight.who_means')}>
        {root.items.length === 0 && (
          <Starts onStart={setRoot} onName={(said) => name === '' && setName(said)} />
        )}
        <RuleBuilder root={root} onChange={setRoot} sizeOf={(node) => sizes.get(paths.get(node.id) ?? '')} />
        {!lacking && <InWords root={root} />}
      </EditorSection>
      <EditorSection mark={2} title={t('insight.segments.name')} hint={t('insight.name_means')}>
        <div style={{ display: 'grid', gap: 10 }}>
          <Input
            value={name}
            maxLength={80}
            aria-label={t('insight.segments.name')}
            placeholder={t('insight.name_example')}
            onChange={(event) => setName(event.target.value)}
          />
          <Input.TextArea
            value={note}
            maxLength={400}
            autoSize={{ minRows: 2, maxRows: 5 }}
            aria-label={t('insight.note')}
            placeholder={t('insight.note')}
            onChange={(event) => setNote(event.target.value)}
          />
        </div>
      </EditorSection>
    </EditorPage>
  );
}

function InWords({ root }: { root: Group }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useSegmentNames();
  return <p className={styles.inWords}>{ruleText(ruleOf(root), t, format, nameOf)}</p>;
}

const starts: { key: 'once' | 'regulars' | 'reachable' | 'leaving'; rule: Rule }[] = [
  {
    key: 'once',
    rule: {
      all: [
        { orders: { where: [], measure: 'count', compare: 'eq', value: 1 } },
        { orders: { where: [], measure: 'last_days_ago', compare: 'ge', value: 90 } },
      ],
    },
  },
  {
    key: 'regulars',
    rule: {
      all: [{ orders: { where: [], window: { last_days: 30 }, measure: 'count', compare: 'ge', value: 5 } }],
    },
  },
  { key: 'leaving', rule: { all: [{ stage: { stages: ['declining', 'silent'] } }] } },
  {
    key: 'reachable',
    rule: {
      all: [
        { consent: { channel: 'inbox', purpose: 'marketing' } },
        {
          none: [
            { orders: { where: [], window: { last_days: 30 }, measure: 'count', compare: 'ge', value: 1 } },
          ],
        },
      ],
    },
  },
];

/** Nobody begins with an empty sheet: questions many businesses ask. */
function Starts({
  onStart,
  onName,
}: {
  onStart: (root: Group) => void;
  onName: (name: string) => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.starts}>
      {starts.map(({ key, rule }) => (
        <button
          key={key}
          type="button"
          className={styles.start}
          onClick={() => {
            onStart(treeOf(rule));
            onName(t(`insight.start.${key}`));
          }}
        >
          <strong>{t(`insight.start.${key}`)}</strong>
          <small>{t(`insight.start.${key}_means`)}</small>
        </button>
      ))}
    </div>
  );
}

/** Asks again half a second after the last change. */
function usePreview(root: Group, lacking: boolean, day: string, others: number[]) {
  const me = useMe();
  const body = JSON.stringify({
    rule: ruleOf(root),
    ...(day === '' ? {} : { as_of: endOfDay(day, me.time_zone) }),
    ...(others.length > 0 ? { overlap_with: others } : {}),
  });
  const [settled, setSettled] = useState(body);
  useEffect(() => {
    const waiting = setTimeout(() => setSettled(body), 500);
    return () => clearTimeout(waiting);
  }, [body]);
  const answer = useQuery<SegmentPreview, ApiProblem>({
    queryKey: ['/api/segments/preview', settled],
    queryFn: ({ signal }) =>
      api.post<SegmentPreview>('/api/segments/preview', JSON.parse(settled) as unknown, { signal }),
    enabled: !lacking && settled === body,
    placeholderData: (before) => before,
    staleTime: 30_000,
    retry: false,
  });
  return { ...answer, isBehind: settled !== body || answer.isFetching };
}

interface PanelProps {
  lacking: boolean;
  preview: ReturnType<typeof usePreview>;
  day: string;
  onDay: (day: string) => void;
  others: number[];
  onOthers: (ids: number[]) => void;
  own: number | undefined;
}

function Panel({ lacking, preview, day, onDay, others, onOthers, own }: PanelProps): ReactElement {
  const { t } = useTranslation();
  const { num, percent } = useFormat();
  const words = useVocabulary();
  const segments = useSegmentOptions(own, words.segments);
  const found = lacking ? undefined : preview.data;
  const share = found && found.people > 0 ? found.size / found.people : 0;
  return (
    <ConsequencePanel
      busy={preview.isBehind}
      pending={!lacking && preview.isPending && !preview.isError}
      error={lacking ? undefined : preview.error}
      onRetry={preview.refetch}
      summary={
        found ? t('insight.people', { count: found.size, people: num(found.size) }) : t('insight.lacking')
      }
    >
      {lacking && <p className={styles.quiet}>{t('insight.lacking')}</p>}
      {found && (
        <Consequence
          title={t('insight.size')}
          figure={t('insight.people', { count: found.size, people: num(found.size) })}
        >
          <Progress percent={share * 100} showInfo={false} size="small" aria-label={t('insight.size')} />
          <p className={styles.quiet}>
            {t('insight.share', { share: percent(share, 2), people: num(found.people) })}
          </p>
        </Consequence>
      )}
      <Consequence title={t('insight.as_of')}>
        <DatePicker
          style={{ width: '100%' }}
          value={pickerOf(day)}
          disabledDate={isToCome}
          placeholder={t('insight.now')}
          onChange={(value) => onDay(dayOf(value))}
        />
      </Consequence>
      {found && found.sample.length > 0 && (
        <Consequence title={t('insight.sample')}>
          <ul className={styles.sample}>
            {found.sample.map((person) => (
              <li key={person.customer_id}>
                <Link to={`/customers/${String(person.customer_id)}`} target="_blank">
                  {person.name || `#${String(person.customer_id)}`}
                </Link>
              </li>
            ))}
          </ul>
        </Consequence>
      )}
      {segments.length > 0 && (
        <Consequence title={t('insight.overlap')}>
          <Select<number[]>
            mode="multiple"
            maxCount={10}
            style={{ width: '100%' }}
            value={others}
            aria-label={t('insight.overlap_pick')}
            placeholder={t('insight.overlap_pick')}
            options={segments}
            showSearch={{ optionFilterProp: 'label' }}
            onChange={onOthers}
          />
          {found?.overlaps.map((one) => (
            <p key={one.segment_id} className={styles.overlap}>
              <span>{one.name}</span>
              <strong>
                {num(one.both)} · {percent(found.size > 0 ? one.both / found.size : 0)}
              </strong>
            </p>
          ))}
        </Consequence>
      )}
    </ConsequencePanel>
  );
}

/** Other segments, from the list itself: it answers where the vocabulary does not. */
function useSegmentOptions(
  own: number | undefined,
  known: { id: number; name: string }[],
): { value: number; label: string }[] {
  const list = useRead<{ items: { id: number; name: string }[] }>(
    '/api/segments',
    { query: { limit: 200 } },
    { staleTime: 30_000 },
  );
  return (list.data?.items ?? known)
    .filter(({ id }) => id !== own)
    .map(({ id, name }) => ({ value: id, label: name }));
}
