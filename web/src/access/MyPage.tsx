import { Button, Form, Input } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import { useMe } from '@/app/session';
import { useSay } from '@/ui/actions';
import { Card } from '@/ui/Card';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { Facts } from '@/ui/RecordPage';
import { useFieldProblem } from '@/ui/useFieldProblem';

interface Values {
  current_password: string;
  password: string;
}

/** What the console knows of me, and my password. */
export function MyPage(): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const say = useSay();
  const [form] = Form.useForm<Values>();
  const change = useCommand<Values>('post', '/api/users/{user_id}/password', {
    onDone: () => {
      say.done(t('access.me.changed'));
      form.resetFields();
    },
  });
  const isMarked = useFieldProblem(form, change.error);
  return (
    <Page narrow title={t('access.me.title')}>
      <Card title={me.name}>
        <Facts
          items={[
            { key: 'login', label: t('access.login'), value: me.login },
            {
              key: 'role',
              label: t('access.users.role'),
              value: me.roles.map((r) => t(`access.role.${r}`)).join(' · '),
            },
            { key: 'org', label: t('access.users.org'), value: me.org_name },
            { key: 'scope', label: t('access.users.scope'), value: t(`access.scope.${me.scope}`) },
          ]}
        />
      </Card>
      <Card title={t('access.me.password')} hint={t('access.me.password_means')}>
        <Form<Values>
          form={form}
          layout="vertical"
          requiredMark={false}
          style={{ maxWidth: 360 }}
          onFinish={(body) => change.mutate({ params: { user_id: me.user_id }, body })}
        >
          {change.isError && !isMarked && (
            <div style={{ marginBottom: 16 }}>
              <Problem error={change.error} />
            </div>
          )}
          <Form.Item
            name="current_password"
            label={t('access.me.current')}
            rules={[{ required: true, message: t('access.needed', { what: t('access.me.current') }) }]}
          >
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('access.me.new')}
            extra={t('access.password_rule')}
            rules={[{ required: true, min: 10, message: t('access.password_rule') }]}
          >
            <Input.Password autoComplete="new-password" maxLength={200} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={change.isPending}>
            {t('access.me.change')}
          </Button>
        </Form>
      </Card>
    </Page>
  );
}
