import { useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useCommand, useRead } from '@/api/hooks';
import { useMay } from '@/app/session';
import { useUndoToast } from '@/ui/actions';
import { Card } from '@/ui/Card';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { Compare } from './Compare';
import { aboutPeople, useTakeBack } from './identity';
import type { Decided, IdentityReport, MergePreview } from './identity';
import styles from './Identity.module.css';
import { useKeepApart } from './keepApart';
import { useKindName } from './kinds';
import { PersonLink } from './PersonLink';
import { PersonPicker } from './PersonPicker';

const previewPath = '/api/customers/{customer_id}/merge_preview';

/** Two customers side by side, and what they would be as one. */
export function MergePage(): ReactElement {
  const { t } = useTranslation();
  const { customer_id = '' } = useParams();
  const [address, setAddress] = useSearchParams();
  const other = address.get('with') ?? '';
  if (other === '') {
    return (
      <Page title={t('customer.merge.title')} intro={t('customer.merge.intro')}>
        <Card title={t('customer.merge.find')}>
          <p className={styles.lead}>
            {t('customer.merge.with_whom')} <PersonLink id={Number(customer_id)} />
          </p>
          <PersonPicker
            except={Number(customer_id)}
            onChosen={(id) => setAddress({ with: String(id) }, { replace: true })}
          />
        </Card>
      </Page>
    );
  }
  return <Preview key={`${customer_id} ${other}`} left={Number(customer_id)} right={Number(other)} />;
}

function Preview({ left, right }: { left: number; right: number }): ReactElement {
  const { t } = useTranslation();
  const preview = useRead<MergePreview>(previewPath, {
    params: { customer_id: left },
    query: { with_customer_id: right },
  });
  return (
    <Page title={t('customer.merge.title')} intro={t('customer.merge.intro')}>
      {preview.isPending && <Skeleton padded rows={10} />}
      {preview.isError && (
        <Card>
          <Problem large error={preview.error} onRetry={preview.refetch} />
        </Card>
      )}
      {preview.data && (
        <div className={styles.merge}>
          <Card title={t('customer.merge.beside')}>
            <Compare preview={preview.data} />
          </Card>
          <Decide preview={preview.data} />
        </div>
      )}
    </Page>
  );
}

function Decide({ preview }: { preview: MergePreview }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const kindName = useKindName();
  const undoToast = useUndoToast();
  const takeBack = useTakeBack();
  const [note, setNote] = useState('');
  const { left, right } = preview;
  const said = note.trim() === '' ? {} : { note: note.trim() };
  const merge = useCommand<{ with_customer_id: number; note?: string }, Decided>(
    'post',
    '/api/customers/{customer_id}/merge',
    {
      refreshes: aboutPeople,
      onDone: ({ decision_id, customers }) => {
        // There is nothing to preview any more: it must not be asked for again while the page changes.
        client.removeQueries({ queryKey: [previewPath] });
        void navigate(`/customers/${String(customers[0] ?? preview.result_id)}`, { replace: true });
        undoToast({ text: t('customer.merge.done'), undo: () => takeBack.run(decision_id) });
      },
    },
  );
  const apart = useKeepApart(() => void navigate('/identity', { replace: true }));
  const mayWrite = may('customer_write');
  return (
    <div className={styles.aside}>
      <Card title={t('customer.merge.then')}>
        <div className={styles.stack}>
          {preview.kept_apart && <KeptApart left={left.id} right={right.id} />}
          {!preview.kept_apart && preview.contradictions.length > 0 && (
            <p className={styles.warning} role="alert">
              {t('customer.merge.contradiction', {
                kinds: preview.contradictions.map(kindName).join(t('customer.people_comma')),
              })}
            </p>
          )}
          <ul className={styles.points}>
            <li>{t('customer.merge.all_together')}</li>
            <li>{t('customer.merge.id_stays', { id: preview.result_id })}</li>
            <li>{t('customer.merge.undoable')}</li>
          </ul>
          {mayWrite && !preview.kept_apart && (
            <>
              <label className={styles.stack}>
                {t('customer.decision.note')}
                <Input.TextArea
                  value={note}
                  onChange={(event) => setNote(event.target.value)}
                  maxLength={400}
                  placeholder={t('customer.decision.note_means')}
                  autoSize={{ minRows: 2, maxRows: 5 }}
                />
              </label>
              {merge.error && <Problem error={merge.error} />}
              <div className={styles.buttons}>
                <Button
                  type="primary"
                  loading={merge.isPending}
                  onClick={() =>
                    merge.mutate({
                      params: { customer_id: left.id },
                      body: { with_customer_id: right.id, ...said },
                    })
                  }
                >
                  {t('customer.merge.action')}
                </Button>
                <Button loading={apart.isPending} onClick={() => apart.run(left.id, right.id, note)}>
                  {t('customer.keep_apart.action')}
                </Button>
              </div>
            </>
          )}
          <Button type="link" className={styles.cancel ?? ''} onClick={() => void navigate(-1)}>
            {t('ui.cancel')}
          </Button>
        </div>
      </Card>
    </div>
  );
}

/** Somebody decided before: who, why, and the way to decide otherwise. */
function KeptApart({ left, right }: { left: number; right: number }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const takeBack = useTakeBack();
  const report = useRead<IdentityReport>('/api/customers/{customer_id}/identity', {
    params: { customer_id: left },
  });
  const decision = report.data?.decisions.find(
    (one) => !one.joins && !one.revoked_at && [...one.left, ...one.right].includes(right),
  );
  return (
    <div className={styles.warning} role="alert">
      <p>{t('customer.merge.kept_apart', { who: decision?.by_name ?? '?' })}</p>
      {decision && decision.note !== '' && <p>{t('customer.decision.quote', { note: decision.note })}</p>}
      {decision && may('customer_write') && (
        <Button size="small" loading={takeBack.isPending} onClick={() => void takeBack.run(decision.id)}>
          {t('customer.decision.take_back')}
        </Button>
      )}
    </div>
  );
}
