import { Button, Form, Input, Select } from 'antd';
import { useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useRead } from '@/api/hooks';
import { languageNames, languages } from '@/i18n';
import { useSay } from '@/ui/actions';
import { Card } from '@/ui/Card';
import { later } from '@/ui/later';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { useFieldProblem } from '@/ui/useFieldProblem';
import { useUnsaved } from '@/ui/useUnsaved';
import { ClockInput } from './ClockInput';
import { clockOf, currencyOptions, minutesOf, timeZones } from './choices';
import type { Settings } from './nouns';
import styles from './Settings.module.css';

const BrandColor = later(async () => (await import('./BrandColor')).BrandColor);

interface Values {
  company: string;
  currency: string;
  time_zone: string;
  language: string;
  phone_region: string;
  day_cut: string;
  quiet_from: string;
  quiet_until: string;
  brand_color: string;
  public_url: string;
}

/** How the organisation counts, speaks, and when it leaves people in peace. */
export function SettingsPage(): ReactElement {
  const { t } = useTranslation();
  const settings = useRead<Settings>('/api/settings');
  return (
    <Page narrow title={t('access.settings.title')} intro={t('access.settings.intro')}>
      {settings.isPending && <Skeleton rows={8} />}
      {settings.isError && <Problem large error={settings.error} onRetry={settings.refetch} />}
      {settings.data && <SettingsForm key={settings.data.version} settings={settings.data} />}
    </Page>
  );
}

function valuesOf(settings: Settings): Values {
  return {
    ...settings,
    brand_color: settings.brand_color ?? '',
    public_url: settings.public_url ?? '',
    day_cut: clockOf(settings.day_cut_minutes),
    quiet_from: clockOf(settings.quiet_from_minute),
    quiet_until: clockOf(settings.quiet_until_minute),
  };
}

function SettingsForm({ settings }: { settings: Settings }): ReactElement {
  const { t, i18n } = useTranslation();
  const say = useSay();
  const [form] = Form.useForm<Values>();
  const zones = useMemo(timeZones, []);
  const currencies = useMemo(() => currencyOptions(i18n.language), [i18n.language]);
  const [isDirty, setDirty] = useState(false);
  useUnsaved(isDirty);
  const save = useCommand<Omit<Settings, 'version'> & { version: number }, Settings>('put', '/api/settings', {
    refreshes: ['/api/settings', '/api/me'],
    onDone: () => {
      setDirty(false);
      say.done(t('access.settings.saved'));
    },
  });
  const isMarked = useFieldProblem(form, save.error);
  const submit = ({ day_cut, quiet_from, quiet_until, ...values }: Values) =>
    save.mutate({
      body: {
        ...values,
        version: settings.version,
        day_cut_minutes: minutesOf(day_cut),
        quiet_from_minute: minutesOf(quiet_from),
        quiet_until_minute: minutesOf(quiet_until),
      },
    });
  const required = (what: string) => ({ required: true, message: t('access.needed', { what }) });

  return (
    <Form<Values>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={valuesOf(settings)}
      onValuesChange={() => setDirty(true)}
      onFinish={submit}
      className={styles.form ?? ''}
    >
      {save.isError && !isMarked && <Problem error={save.error} />}
      <Card title={t('access.settings.company')}>
        <Form.Item name="company" label={t('access.company')} rules={[required(t('access.company'))]}>
          <Input maxLength={120} />
        </Form.Item>
        <div className={styles.pair}>
          <Form.Item
            name="brand_color"
            label={t('access.settings.brand_color')}
            extra={t('access.settings.brand_color_means')}
          >
            <BrandColor />
          </Form.Item>
          <Form.Item
            name="public_url"
            label={t('access.settings.public_url')}
            extra={t('access.settings.public_url_means')}
          >
            <Input type="url" maxLength={200} placeholder={t('ui.url_example')} />
          </Form.Item>
        </div>
      </Card>
      <Card title={t('access.settings.writing')}>
        <div className={styles.pair}>
          <Form.Item name="language" label={t('access.settings.language')}>
            <Select options={languages.map((value) => ({ value, label: languageNames[value] }))} />
          </Form.Item>
          <Form.Item name="currency" label={t('access.currency')} extra={t('access.settings.currency_means')}>
            <Select showSearch={{ optionFilterProp: 'label' }} options={currencies} />
          </Form.Item>
          <Form.Item name="time_zone" label={t('access.time_zone')}>
            <Select showSearch options={zones.map((value) => ({ value, label: value }))} />
          </Form.Item>
          <Form.Item
            name="phone_region"
            label={t('access.settings.phone_region')}
            extra={t('access.settings.phone_region_means')}
            rules={[{ pattern: /^[A-Z]{2}$/, message: t('access.settings.phone_region_rule') }]}
          >
            <Input maxLength={2} style={{ width: 90 }} />
          </Form.Item>
        </div>
      </Card>
      <Card title={t('access.settings.times')}>
        <div className={styles.three}>
          <Form.Item
            name="day_cut"
            label={t('access.settings.day_cut')}
            extra={t('access.settings.day_cut_means')}
          >
            <ClockInput />
          </Form.Item>
          <Form.Item
            name="quiet_from"
            label={t('access.settings.quiet_from')}
            extra={t('access.settings.quiet_means')}
          >
            <ClockInput />
          </Form.Item>
          <Form.Item name="quiet_until" label={t('access.settings.quiet_until')}>
            <ClockInput />
          </Form.Item>
        </div>
      </Card>
      <div>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('ui.save')}
        </Button>
      </div>
    </Form>
  );
}
