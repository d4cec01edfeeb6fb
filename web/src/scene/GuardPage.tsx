import { Button, Form, InputNumber, Switch } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '@/api';
import { useCommand, useRead } from '@/api/hooks';
import { useMay } from '@/app/session';
import { useSay } from '@/ui/actions';
import { Card } from '@/ui/Card';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { useUnsaved } from '@/ui/useUnsaved';

type Guard = Schema<'GuardSettings'>;
type Values = Omit<Guard, 'version'>;

/** How much one person may be pressed, whatever campaigns are running. */
export function GuardPage(): ReactElement {
  const { t } = useTranslation();
  const read = useRead<Guard>('/api/guard');
  return (
    <Page title={t('scene.guard.title')} step="scene" intro={t('scene.guard.intro')} narrow>
      <Card>
        {read.isError && <Problem large error={read.error} onRetry={read.refetch} />}
        {read.isPending && <Skeleton rows={6} />}
        {read.data && <GuardForm key={read.data.version} guard={read.data} />}
      </Card>
    </Page>
  );
}

function GuardForm({ guard }: { guard: Guard }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const say = useSay();
  const save = useCommand<Values & { seen_version: number }, Guard>('put', '/api/guard', {
    refreshes: ['/api/guard'],
    onDone: () => {
      setDirty(false);
      say.done(t('scene.guard.saved'));
    },
  });
  const fixed = !may('settings_manage');
  const [isDirty, setDirty] = useState(false);
  useUnsaved(isDirty);
  const numbers = [
    { name: 'messages_per_day', unit: t('scene.guard.per_day'), max: 50 },
    { name: 'held_limit', unit: t('scene.guard.pieces'), max: 1000 },
    { name: 'type_period_days', unit: t('scene.guard.days'), max: 365 },
  ] as const;
  return (
    <Form<Values>
      layout="vertical"
      requiredMark={false}
      disabled={fixed}
      initialValues={guard}
      onValuesChange={() => setDirty(true)}
      onFinish={(values) => save.mutate({ body: { ...values, seen_version: guard.version } })}
    >
      {numbers.map(({ name, unit, max }) => (
        <Form.Item
          key={name}
          name={name}
          label={t(`scene.guard.${name}`)}
          extra={t(`scene.guard.${name}_means`)}
          rules={[{ required: true, message: t('scene.guard.needed') }]}
        >
          <InputNumber min={0} max={max} precision={0} suffix={unit} style={{ width: 180 }} />
        </Form.Item>
      ))}
      <Form.Item
        name="require_consent"
        label={t('scene.guard.require_consent')}
        extra={t('scene.guard.require_consent_means')}
        valuePropName="checked"
      >
        <Switch />
      </Form.Item>
      {save.error && (
        <div style={{ marginBottom: 16 }}>
          <Problem error={save.error} />
        </div>
      )}
      {!fixed && (
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('ui.save')}
        </Button>
      )}
    </Form>
  );
}
