import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { useCommand, useRead } from '@/api/hooks';
import type { ApiProblem } from '@/api/problem';
import type { Me } from '@/app/session';
import { problemText } from '@/ui/problemText';
import styles from './Outside.module.css';
import { Outside } from './Outside';

interface Credentials {
  login: string;
  password: string;
}

/** Only a way within this console; never to another site. */
export function safeReturn(asked: string | null): string {
  return asked !== null && /^\/(?![/\\])/.test(asked) ? asked : '/';
}

/** Signs in, and goes on to where the visitor wanted to be. */
export function SignInPage(): ReactElement {
  const { t } = useTranslation();
  const [address] = useSearchParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const setup = useRead<{ needed: boolean }>('/api/setup');
  const [form] = Form.useForm<Credentials>();
  const signIn = useCommand<Credentials, Me>('post', '/api/session', {
    onDone: (me) => {
      client.clear();
      client.setQueryData(['/api/me', {}, {}], me);
      void navigate(safeReturn(address.get('return')), { replace: true });
    },
  });
  const submit = (body: Credentials) => {
    const tidy = { login: body.login.trim(), password: body.password };
    signIn.mutate({ body: tidy }, { onError: () => form.focusField('password') });
  };

  return (
    <Outside title={t('access.sign_in.title')} lead={t('access.sign_in.lead')}>
      {setup.data?.needed && <Alert type="info" showIcon title={t('access.sign_in.not_set_up')} />}
      {address.get('return') !== null && !signIn.isError && (
        <Alert type="info" title={t('access.sign_in.to_go_on')} />
      )}
      {signIn.isError && <Refused problem={signIn.error} />}
      <Form<Credentials> form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item
          name="login"
          label={t('access.login')}
          rules={[{ required: true, message: t('access.sign_in.login_missing') }]}
        >
          <Input size="large" autoFocus autoComplete="username" autoCapitalize="none" spellCheck={false} />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('access.password')}
          rules={[{ required: true, message: t('access.sign_in.password_missing') }]}
        >
          <Input.Password size="large" autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" size="large" block htmlType="submit" loading={signIn.isPending}>
          {t('access.sign_in.action')}
        </Button>
      </Form>
      <p className={styles.foot}>{t('access.sign_in.forgot')}</p>
    </Outside>
  );
}

/** Wrong, locked out for a while with the time that is left, or not reachable. */
function Refused({ problem }: { problem: ApiProblem }): ReactElement {
  const { t } = useTranslation();
  const left = useCountdown(problem);
  const locked = problem.code === 'access.locked';
  if (!locked) return <Alert type="error" showIcon role="alert" title={problemText(problem, t)} />;
  const minutes = Math.floor(left / 60);
  const clock = `${String(minutes)}:${String(left % 60).padStart(2, '0')}`;
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={t('access.sign_in.locked')}
      description={left > 0 ? t('access.sign_in.locked_for', { clock }) : t('access.sign_in.locked_over')}
    />
  );
}

/** Seconds until the server lets one try again. */
function useCountdown(problem: ApiProblem): number {
  const [seen, setSeen] = useState(problem);
  const [left, setLeft] = useState(problem.retryAfter ?? 0);
  if (seen !== problem) {
    setSeen(problem);
    setLeft(problem.retryAfter ?? 0);
  }
  useEffect(() => {
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1000);
    return () => clearInterval(timer);
  }, []);
  return left;
}
