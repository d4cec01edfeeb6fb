import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useCommand } from '@/api/hooks';
import { problemText } from '@/ui/problemText';
import { Outside } from './Outside';

/** A person who was given a one-time link chooses their password. */
export function SetPasswordPage(): ReactElement {
  const { t } = useTranslation();
  const [address] = useSearchParams();
  const [done, setDone] = useState(false);
  const token = address.get('token') ?? '';
  const choose = useCommand<{ token: string; password: string }>('post', '/api/password', {
    onDone: () => setDone(true),
  });

  if (done) {
    return (
      <Outside title={t('access.set_password.done_title')} lead={t('access.set_password.done')}>
        <Link to="/signin" replace>
          <Button type="primary" size="large" block>
            {t('access.sign_in.action')}
          </Button>
        </Link>
      </Outside>
    );
  }
  return (
    <Outside title={t('access.set_password.title')} lead={t('access.set_password.lead')}>
      {choose.isError && <Alert type="error" showIcon role="alert" title={problemText(choose.error, t)} />}
      <Form<{ password: string; again: string }>
        layout="vertical"
        requiredMark={false}
        onFinish={({ password }) => choose.mutate({ body: { token, password } })}
      >
        <Form.Item
          name="password"
          label={t('access.password')}
          extra={t('access.password_rule')}
          rules={[{ required: true, min: 10, message: t('access.password_rule') }]}
        >
          <Input.Password size="large" autoFocus autoComplete="new-password" maxLength={200} />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('access.set_password.again')}
          dependencies={['password']}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_rule, value: string) =>
                value === getFieldValue('password')
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('access.set_password.differs'))),
            }),
          ]}
        >
          <Input.Password size="large" autoComplete="new-password" maxLength={200} />
        </Form.Item>
        <Button type="primary" size="large" block htmlType="submit" loading={choose.isPending}>
          {t('access.set_password.action')}
        </Button>
      </Form>
    </Outside>
  );
}
