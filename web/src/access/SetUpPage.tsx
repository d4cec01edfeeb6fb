import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Select } from 'antd';
import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useCommand, useRead } from '@/api/hooks';
import type { Me } from '@/app/session';
import { languageNames, languages } from '@/i18n';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { useFieldProblem } from '@/ui/useFieldProblem';
import { currencyOptions, loginPattern, timeZones } from './choices';
import type { DemoState, DemoTicket } from './demo';
import styles from './Outside.module.css';
import { Outside } from './Outside';

interface SetUp {
  token: string;
  company: string;
  currency: string;
  time_zone: string;
  language: string;
  name: string;
  login: string;
  password: string;
}

/** The first visit, by the link the server printed: names the company and its first administrator. */
export function SetUpPage(): ReactElement {
  const { t } = useTranslation();
  const [address] = useSearchParams();
  const token = address.get('token') ?? '';
  const setup = useRead<{ needed: boolean }>('/api/setup');

  if (setup.isPending) {
    return (
      <Outside title={t('access.set_up.title')}>
        <Skeleton rows={6} />
      </Outside>
    );
  }
  if (setup.isError) {
    return (
      <Outside title={t('access.set_up.title')}>
        <Problem error={setup.error} onRetry={setup.refetch} />
      </Outside>
    );
  }
  if (!setup.data.needed) {
    return (
      <Outside title={t('access.set_up.done_title')} lead={t('access.set_up.done')}>
        <Link to="/signin">
          <Button type="primary" size="large" block>
            {t('access.sign_in.action')}
          </Button>
        </Link>
      </Outside>
    );
  }
  if (token === '')
    return (
      <Outside title={t('access.set_up.title')} lead={t('access.set_up.no_token')}>
        {null}
      </Outside>
    );
  return (
    <Outside title={t('access.set_up.title')} lead={t('access.set_up.lead')}>
      <SetUpForm token={token} />
      <DemoOffer token={token} />
    </Outside>
  );
}

/** Where nothing is set up yet, a demo can be made instead. */
function DemoOffer({ token }: { token: string }): ReactElement | null {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const demo = useRead<DemoState>('/api/demo');
  const make = useCommand<{ token: string }, DemoTicket>('post', '/api/demo', {
    onDone: ({ ticket }) => void navigate(`/demo?ticket=${ticket}`, { replace: true }),
  });
  if (demo.data?.stage !== 'fresh') return null;
  return (
    <section className={styles.instead} aria-label={t('demo.offer_title')}>
      <h2>{t('demo.offer_title')}</h2>
      <p>{demo.data.possible ? t('demo.offer') : t('demo.on_postgres')}</p>
      {make.isError && <Problem error={make.error} />}
      {demo.data.possible && (
        <Button block loading={make.isPending} onClick={() => make.mutate({ body: { token } })}>
          {t('demo.offer_action')}
        </Button>
      )}
    </section>
  );
}

function SetUpForm({ token }: { token: string }): ReactElement {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const zones = useMemo(timeZones, []);
  const [form] = Form.useForm<Omit<SetUp, 'token'>>();
  const create = useCommand<SetUp, Me>('post', '/api/setup', {
    onDone: (me) => {
      client.clear();
      client.setQueryData(['/api/me', {}, {}], me);
      void navigate('/welcome', { replace: true });
    },
  });
  const isMarked = useFieldProblem(form, create.error);
  const required = (what: string) => ({
    required: true,
    whitespace: true,
    message: t('access.needed', { what }),
  });
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const first = {
    currency: i18n.language === 'zh-CN' ? 'CNY' : 'USD',
    time_zone: zones.includes(zone) ? zone : 'Asia/Shanghai',
    language: i18n.language,
  };
  return (
    <>
      {create.isError && !isMarked && <Problem error={create.error} />}
      <Form<Omit<SetUp, 'token'>>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={first}
        onFinish={(values) => create.mutate({ body: { ...values, token } })}
      >
        <Form.Item name="company" label={t('access.company')} rules={[required(t('access.company'))]}>
          <Input
            autoFocus
            autoComplete="organization"
            maxLength={120}
            placeholder={t('access.set_up.company_example')}
          />
        </Form.Item>
        <div className={styles.pair}>
          <Form.Item name="currency" label={t('access.currency')} extra={t('access.set_up.currency_fixed')}>
            <Select showSearch={{ optionFilterProp: 'label' }} options={currencyOptions(i18n.language)} />
          </Form.Item>
          <Form.Item name="language" label={t('app.language')}>
            <Select options={languages.map((value) => ({ value, label: languageNames[value] }))} />
          </Form.Item>
        </div>
        <Form.Item name="time_zone" label={t('access.time_zone')}>
          <Select showSearch options={zones.map((value) => ({ value, label: value }))} />
        </Form.Item>
        <div className={styles.pair}>
          <Form.Item
            name="name"
            label={t('access.set_up.your_name')}
            rules={[required(t('access.set_up.your_name'))]}
          >
            <Input autoComplete="name" maxLength={80} />
          </Form.Item>
          <Form.Item
            name="login"
            label={t('access.login')}
            rules={[required(t('access.login')), { pattern: loginPattern, message: t('access.login_rule') }]}
          >
            <Input autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={80} />
          </Form.Item>
        </div>
        <Form.Item
          name="password"
          label={t('access.password')}
          extra={t('access.password_rule')}
          rules={[{ required: true, min: 10, message: t('access.password_rule') }]}
        >
          <Input.Password autoComplete="new-password" maxLength={200} />
        </Form.Item>
        <Button type="primary" size="large" block htmlType="submit" loading={create.isPending}>
          {t('access.set_up.action')}
        </Button>
      </Form>
    </>
  );
}
