import { Button, Form, Input, Modal, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { base } from '@/api/base';
import { useCommand } from '@/api/hooks';
import { useMe } from '@/app/session';
import { useConfirmCount, useSay } from '@/ui/actions';
import { Choices } from '@/ui/Choices';
import { FormDrawer } from '@/ui/FormDrawer';
import { Once } from '@/ui/Once';
import { When } from '@/ui/values';
import { loginPattern } from './choices';
import type { CreatedUser, OneTimeLink, Role, Scope, User } from './nouns';
import { roles, scopes } from './nouns';
import { useOrgOptions } from './useOrgs';

export interface Issued {
  name: string;
  link: OneTimeLink;
}

interface Values {
  login: string;
  name: string;
  org_id: number;
  role: Role;
  scope: Scope;
}

interface UserFormProps {
  /** Null: a new person. */
  user: User | null;
  onClose: () => void;
  onIssued: (issued: Issued) => void;
}

/** What a role usually sees; the server has the same table and the last word. */
const usualScope: Record<Role, Scope> = {
  admin: 'all',
  operator: 'all',
  manager: 'subtree',
  agent: 'own',
  technician: 'own',
  analyst: 'all',
};

/** Adds a person or changes what they may do. */
export function UserForm({ user, onClose, onIssued }: UserFormProps): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const say = useSay();
  const [form] = Form.useForm<Values>();
  const orgs = useOrgOptions();
  const create = useCommand<Values, CreatedUser>('post', '/api/users', {
    refreshes: ['/api/users'],
    onDone: (created) => {
      onClose();
      if (created.link) onIssued({ name: created.user.name, link: created.link });
    },
  });
  const update = useCommand<Partial<Values> & { version: number; active?: boolean }, User>(
    'put',
    '/api/users/{user_id}',
    {
      refreshes: ['/api/users'],
      onDone: () => {
        say.done(t('access.users.saved'));
        onClose();
      },
    },
  );
  const save = (values: Values) => {
    if (user === null) return create.mutate({ body: { ...values, login: values.login.trim() } });
    const { name, org_id, role, scope } = values;
    update.mutate({
      params: { user_id: user.id },
      body: { name, org_id, role, scope, version: user.version },
    });
  };
  const required = (what: string) => ({ required: true, message: t('access.needed', { what }) });

  return (
    <FormDrawer<Values>
      title={user === null ? t('access.users.add') : user.name}
      action={user === null ? t('access.users.add') : t('ui.save')}
      form={form}
      initial={user ?? { org_id: me.org_id, role: 'agent', scope: 'own' }}
      busy={create.isPending || update.isPending}
      error={create.error ?? update.error}
      onSubmit={save}
      onClose={onClose}
      extra={
        user !== null &&
        user.id !== me.user_id && <UserActions user={user} onIssued={onIssued} onClose={onClose} />
      }
    >
      <Form.Item name="name" label={t('access.users.name')} rules={[required(t('access.users.name'))]}>
        <Input maxLength={80} autoFocus={user === null} />
      </Form.Item>
      <Form.Item
        name="login"
        label={t('access.login')}
        extra={user === null ? t('access.login_rule') : t('access.users.login_fixed')}
        rules={[required(t('access.login')), { pattern: loginPattern, message: t('access.login_rule') }]}
      >
        <Input maxLength={80} disabled={user !== null} autoCapitalize="none" spellCheck={false} />
      </Form.Item>
      <Form.Item name="org_id" label={t('access.users.org')} rules={[required(t('access.users.org'))]}>
        <Select options={orgs} optionLabelProp="title" showSearch={{ optionFilterProp: 'title' }} />
      </Form.Item>
      <Form.Item name="role" label={t('access.users.role')} rules={[required(t('access.users.role'))]}>
        <Select
          onChange={(role: Role) => form.setFieldValue('scope', usualScope[role])}
          options={roles.map((value) => ({ value, label: t(`access.role.${value}`) }))}
          optionRender={(option) => (
            <div>
              <div>{option.label}</div>
              <small style={{ color: 'var(--text-3)', whiteSpace: 'normal' }}>
                {t(`access.role_means.${String(option.value)}`)}
              </small>
            </div>
          )}
        />
      </Form.Item>
      <Form.Item name="scope" label={t('access.users.scope')}>
        <Choices
          options={scopes.map((value) => ({
            value,
            label: t(`access.scope.${value}`),
            means: t(`access.scope_means.${value}`),
          }))}
        />
      </Form.Item>
    </FormDrawer>
  );
}

function UserActions({
  user,
  onIssued,
  onClose,
}: { user: User } & Omit<UserFormProps, 'user'>): ReactElement {
  const { t } = useTranslation();
  const confirm = useConfirmCount();
  const link = useCommand<undefined, OneTimeLink>('post', '/api/users/{user_id}/link', {
    refreshes: ['/api/users'],
  });
  const update = useCommand<{ version: number; active: boolean }, User>('put', '/api/users/{user_id}', {
    refreshes: ['/api/users'],
  });
  const params = { user_id: user.id };
  const issue = () =>
    confirm({
      title: t('access.users.link_ask', { name: user.name }),
      text: t('access.users.link_means'),
      action: t('access.users.link'),
      danger: false,
      run: async () => {
        const made = await link.mutateAsync({ params });
        onClose();
        onIssued({ name: user.name, link: made });
      },
    });
  const turn = () => {
    const active = !user.active;
    const run = async () => {
      await update.mutateAsync({ params, body: { version: user.version, active } });
      onClose();
    };
    if (active) return void run();
    confirm({
      title: t('access.users.disable_ask', { name: user.name }),
      text: t('access.users.disable_means'),
      action: t('access.users.disable'),
      run,
    });
  };
  return (
    <>
      {user.active && <Button onClick={issue}>{t('access.users.link')}</Button>}
      <Button danger={user.active} onClick={turn}>
        {user.active ? t('access.users.disable') : t('access.users.enable')}
      </Button>
    </>
  );
}

/** The link is shown to whoever made it, to be handed on; nobody can read it again. */
export function LinkIssued({ issued, onClose }: { issued: Issued; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={t('access.users.link_title', { name: issued.name })}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('access.users.link_done')}
        </Button>
      }
      mask={{ closable: false }}
    >
      <Once secret={window.location.origin + base + issued.link.path}>
        <p>
          {t('access.users.link_once')} <When at={issued.link.expires_at} as="time" />
        </p>
      </Once>
    </Modal>
  );
}
