import { Button, DatePicker, Drawer, Form, Segmented, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import { useCommand } from '@/api/hooks';
import type { ApiProblem } from '@/api/problem';
import { useFormat, useMay } from '@/app/session';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import styles from './Bulk.module.css';
import type { BulkAction, BulkDeed, BulkPeople, BulkPreview, BulkVerb } from './bulk';
import { useColleagues } from './colleagues';
import { TagField } from './tagging';

interface BulkDrawerProps {
  people: BulkPeople;
  /** In words: "3 customers, ticked". */
  whom: string;
  onStarted: (action: BulkAction) => void;
  onClose: () => void;
}

/** What to do with them, and beside it what that changes, counted before anything is done. */
export function BulkDrawer({ people, whom, onStarted, onClose }: BulkDrawerProps): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const [deed, setDeed] = useState<BulkDeed | null>(null);
  const asked = useSettled(deed);
  const preview = useQuery<BulkPreview, ApiProblem>({
    queryKey: ['/api/bulk_actions/preview', people, asked],
    queryFn: () => api.post<BulkPreview>('/api/bulk_actions/preview', { deed: asked, people }),
    enabled: asked !== null,
    retry: false,
  });
  const start = useCommand<{ deed: BulkDeed; people: BulkPeople }, BulkAction>('post', '/api/bulk_actions', {
    refreshes: ['/api/bulk_actions'],
    onDone: onStarted,
  });
  const found = deed !== null && asked === deed ? preview.data : undefined;
  const changes = found?.changes ?? 0;
  return (
    <Drawer
      open
      title={t('people.bulk.do').replace('…', '')}
      size={460}
      onClose={onClose}
      footer={
        <div className={styles.foot}>
          <Button
            type="primary"
            disabled={!found || changes === 0}
            loading={start.isPending}
            onClick={() => deed && start.mutate({ body: { deed, people } })}
          >
            {found && !found.complete
              ? t('people.bulk.run_all')
              : t('people.bulk.run', { count: changes, people: num(changes) })}
          </Button>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
        </div>
      }
    >
      <p className={styles.whom}>{whom}</p>
      <DeedForm onDeed={setDeed} />
      <section className={styles.preview} aria-live="polite" aria-label={t('people.bulk.preview')}>
        <h3>{t('people.bulk.preview')}</h3>
        {deed === null && <p className={styles.quiet}>{t('people.bulk.preview_hint')}</p>}
        {deed !== null && !found && !preview.isError && <Skeleton rows={3} />}
        {deed !== null && preview.isError && <Problem error={preview.error} onRetry={preview.refetch} />}
        {found && <Counted preview={found} />}
        {start.error && <Problem error={start.error} />}
      </section>
    </Drawer>
  );
}

/** What was chosen, once the hand rests: each answer looks at everybody. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 300);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

function Counted({ preview }: { preview: BulkPreview }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const unknown = preview.skipped.find(({ reason }) => reason === 'unknown')?.people ?? 0;
  return (
    <>
      <p className={styles.figure}>
        {preview.changes === 0
          ? t('people.bulk.nothing')
          : t('people.bulk.changes', { count: preview.changes, people: num(preview.changes) })}
      </p>
      {preview.same > 0 && <p>{t('people.bulk.same', { people: num(preview.same) })}</p>}
      {unknown > 0 && <p>{t('people.bulk.skipped_unknown', { people: num(unknown) })}</p>}
      {!preview.complete && (
        <p className={styles.quiet}>{t('people.bulk.incomplete', { people: num(preview.looked_at) })}</p>
      )}
      {preview.sample.length > 0 && (
        <>
          <p className={styles.quiet}>{t('people.bulk.such_as')}</p>
          <ul className={styles.sample}>
            {preview.sample.map((person) => (
              <li key={person.id}>
                <strong>{person.name || `#${String(person.id)}`}</strong> {person.phone}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

interface Values {
  verb: BulkVerb;
  tag?: string;
  until?: Dayjs | null;
  owner_id?: number;
}

/** Tells the deed as soon as it is whole, and null while it is not. */
function DeedForm({ onDeed }: { onDeed: (deed: BulkDeed | null) => void }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [form] = Form.useForm<Values>();
  const [verb, setVerb] = useState<BulkVerb>('tag');
  const verbs: BulkVerb[] = may('lead_assign') ? ['tag', 'untag', 'assign'] : ['tag', 'untag'];
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ verb: 'tag' }}
      onValuesChange={(_changed, values) => {
        setVerb(values.verb);
        onDeed(deedOf(values));
      }}
    >
      <Form.Item name="verb" label={t('people.bulk.verb')}>
        <Segmented
          block
          options={verbs.map((value) => ({ value, label: t(`people.bulk.verbs.${value}`) }))}
        />
      </Form.Item>
      {verb !== 'assign' && (
        <Form.Item name="tag" label={t('people.bulk.tag')}>
          <TagField />
        </Form.Item>
      )}
      {verb === 'tag' && (
        <Form.Item name="until" label={t('people.bulk.until')}>
          <DatePicker style={{ width: '100%' }} />
        </Form.Item>
      )}
      {verb === 'assign' && <Colleague />}
    </Form>
  );
}

function Colleague(): ReactElement {
  const { t } = useTranslation();
  const { colleagues, isPending } = useColleagues();
  return (
    <Form.Item name="owner_id" label={t('people.bulk.to')}>
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        loading={isPending}
        options={[
          { value: 0, label: t('people.nobody') },
          ...colleagues.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </Form.Item>
  );
}

function deedOf({ verb, tag, until, owner_id }: Values): BulkDeed | null {
  if (verb === 'assign') {
    if (owner_id === undefined) return null;
    return owner_id === 0 ? { verb } : { verb, owner_id };
  }
  const word = tag?.trim() ?? '';
  if (word === '') return null;
  if (verb === 'untag' || !until) return { verb, tag: word };
  return { verb, tag: word, until: until.add(1, 'day').startOf('day').toISOString() };
}
