import { Button, DatePicker, Form, InputNumber, Radio } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useCommand, useRead } from '@/api/hooks';
import { useFormat, useMay, useMe } from '@/app/session';
import { stepColors } from '@/theme/theme';
import { Card } from '@/ui/Card';
import { Chart } from '@/ui/chart/Chart';
import { FormDrawer } from '@/ui/FormDrawer';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { useNarrow } from '@/ui/useNarrow';
import { dayOf, endOfDay, isToCome, pickerOf } from './asOf';
import type { LifeCycle, LifeCyclePolicy, Stage } from './nouns';
import styles from './Segment.module.css';

/** Where everybody stands between the first visit and good-bye, on any day. */
export function LifeCyclePage(): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const [address, setAddress] = useSearchParams();
  const [editing, setEditing] = useState(false);
  const day = address.get('as_of') ?? '';
  const cycle = useRead<LifeCycle>(
    '/api/life_cycle',
    { query: { as_of: day === '' ? null : endOfDay(day, me.time_zone) } },
    { keep: true },
  );
  return (
    <Page
      title={t('insight.life_cycle.title')}
      step="insight"
      intro={t('insight.life_cycle.intro')}
      actions={
        <>
          <DatePicker
            value={pickerOf(day)}
            disabledDate={isToCome}
            placeholder={t('insight.now')}
            onChange={(value) => setAddress(value ? { as_of: dayOf(value) } : {}, { replace: true })}
          />
          {may('settings_manage') && (
            <Button onClick={() => setEditing(true)}>{t('insight.life_cycle.edit')}</Button>
          )}
        </>
      }
    >
      {cycle.isPending && <Skeleton height={360} />}
      {cycle.isError && (
        <Card>
          <Problem large error={cycle.error} onRetry={cycle.refetch} />
        </Card>
      )}
      {cycle.data && <Distribution cycle={cycle.data} day={day} stale={cycle.isPlaceholderData} />}
      {editing && <PolicyForm onClose={() => setEditing(false)} />}
    </Page>
  );
}

function Distribution({
  cycle,
  day,
  stale,
}: {
  cycle: LifeCycle;
  day: string;
  stale: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const { num, percent, date } = useFormat();
  const isNarrow = useNarrow();
  const share = (people: number) => (cycle.people > 0 ? people / cycle.people : 0);
  const of = (stage: Stage) => cycle.stages.find((one) => one.stage === stage)?.people ?? 0;
  const buying = of('new') + of('rising') + of('mature') + of('declining');
  const when = day === '' ? t('insight.now') : date(`${day}T12:00:00Z`);
  return (
    <div className={styles.cycle} style={stale ? { opacity: 0.55 } : undefined}>
      <Card>
        <Chart
          title={
            cycle.people === 0
              ? t('insight.life_cycle.nobody', { when })
              : t('insight.life_cycle.finding', {
                  when,
                  people: num(cycle.people),
                  buying: num(buying),
                  share: percent(share(buying)),
                })
          }
          kind={isNarrow ? 'rows' : 'bar'}
          height={320}
          name="life_cycle"
          labelTitle={t('insight.stage_title')}
          labels={cycle.stages.map(({ stage }) => t(`insight.stage.${stage}`))}
          series={[
            {
              name: t('insight.axis_people'),
              values: cycle.stages.map(({ people }) => people),
              color: stepColors.insight,
            },
          ]}
          format={num}
          axis={t('insight.axis_people')}
        />
      </Card>
      <Card title={t('insight.life_cycle.stages')} flush>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{t('insight.stage_title')}</th>
              <th className={styles.meaning}>{t('insight.life_cycle.meaning')}</th>
              <th className={styles.right}>{t('insight.axis_people')}</th>
              <th className={styles.right}>{t('insight.life_cycle.share')}</th>
            </tr>
          </thead>
          <tbody>
            {cycle.stages.map(({ stage, people }) => (
              <tr key={stage}>
                <td>
                  <Link
                    to={`/insight/segments/new?stage=${stage}`}
                    title={t('insight.life_cycle.to_segment')}
                  >
                    {t(`insight.stage.${stage}`)}
                  </Link>
                </td>
                <td className={styles.meaning}>{t(`insight.stage_means.${stage}`, { ...cycle.policy })}</td>
                <td className={styles.right}>{num(people)}</td>
                <td className={styles.right}>{percent(share(people), 2, true)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
    </div>
  );
}

interface Stored {
  policy: LifeCyclePolicy;
  version: number;
}

const spans = ['new_days', 'mature_orders', 'mature_days', 'trend_days', 'silent_days', 'lost_days'] as const;

function PolicyForm({ onClose }: { onClose: () => void }): ReactElement | null {
  const { t } = useTranslation();
  const [form] = Form.useForm<LifeCyclePolicy>();
  const stored = useRead<Stored>('/api/life_cycle/policy', {}, { staleTime: 0 });
  const save = useCommand<{ seen_version: number; policy: LifeCyclePolicy }, Stored>(
    'put',
    '/api/life_cycle/policy',
    { refreshes: ['/api/life_cycle', '/api/customers'], onDone: onClose },
  );
  if (!stored.data) return null;
  const { policy, version } = stored.data;
  return (
    <FormDrawer<LifeCyclePolicy>
      title={t('insight.life_cycle.edit')}
      action={t('ui.save')}
      form={form}
      initial={policy}
      busy={save.isPending}
      error={save.error}
      onSubmit={(values) => save.mutate({ body: { seen_version: version, policy: values } })}
      onClose={onClose}
    >
      <p className={styles.lead}>{t('insight.life_cycle.edit_means')}</p>
      <Form.Item name="beginning" label={t('insight.life_cycle.beginning')}>
        <Radio.Group
          options={(['first_order', 'first_visit'] as const).map((value) => ({
            value,
            label: t(`insight.life_cycle.${value}`),
          }))}
        />
      </Form.Item>
      {spans.map((span) => (
        <Form.Item
          key={span}
          name={span}
          label={t(`insight.life_cycle.${span}`)}
          extra={t(`insight.life_cycle.${span}_means`)}
          rules={[{ required: true, message: t('insight.life_cycle.number_needed') }]}
        >
          <InputNumber
            min={1}
            max={3650}
            precision={0}
            style={{ width: 160 }}
            suffix={span === 'mature_orders' ? t('insight.unit_orders') : t('insight.unit_days')}
          />
        </Form.Item>
      ))}
    </FormDrawer>
  );
}
