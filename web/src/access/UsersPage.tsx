import { Button } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/app/session';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import { When } from '@/ui/values';
import type { User } from './nouns';
import { roles } from './nouns';
import { useOrgOptions } from './useOrgs';
import { LinkIssued, UserForm } from './UserForm';
import type { Issued } from './UserForm';

/** Everybody who signs in: their role, how far they see, and the link for a new or forgotten password. */
export function UsersPage(): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const orgs = useOrgOptions();
  const [edited, setEdited] = useState<User | 'new' | null>(null);
  const [issued, setIssued] = useState<Issued | null>(null);
  const columns: Column<User>[] = [
    {
      key: 'name',
      title: t('access.users.name'),
      primary: true,
      render: (user) => (
        <a
          href={`#${user.login}`}
          onClick={(event) => {
            event.preventDefault();
            setEdited(user);
          }}
        >
          {user.name}
          {user.id === me.user_id && t('access.users.you')}
        </a>
      ),
      csv: (user) => user.name,
    },
    { key: 'login', title: t('access.login'), render: (user) => user.login, csv: (user) => user.login },
    {
      key: 'role',
      title: t('access.users.role'),
      render: (user) => t(`access.role.${user.role}`),
      csv: (user) => t(`access.role.${user.role}`),
    },
    {
      key: 'org',
      title: t('access.users.org'),
      render: (user) => user.org_name,
      csv: (user) => user.org_name,
    },
    {
      key: 'scope',
      title: t('access.users.scope'),
      render: (user) => t(`access.scope.${user.scope}`),
      csv: (user) => t(`access.scope.${user.scope}`),
    },
    { key: 'state', title: t('access.users.state'), render: (user) => <UserState user={user} /> },
    {
      key: 'last_login_at',
      title: t('access.users.last_login'),
      wide: true,
      render: (user) => <When at={user.last_login_at} />,
      csv: (user) => user.last_login_at,
    },
  ];

  return (
    <>
      <ListPage<User>
        title={t('access.users.title')}
        intro={t('access.users.intro')}
        name="users"
        path="/api/users"
        rowKey={(user) => user.id}
        columns={columns}
        search={{ placeholder: t('access.users.search') }}
        filters={[
          {
            name: 'role',
            label: t('access.users.role'),
            options: roles.map((value) => ({ value, label: t(`access.role.${value}`) })),
          },
          {
            name: 'org_id',
            label: t('access.users.org'),
            options: orgs.map((org) => ({ value: String(org.value), label: org.label })),
          },
          {
            name: 'active',
            label: t('access.users.state'),
            options: [
              { value: 'true', label: t('access.users.active') },
              { value: 'false', label: t('access.users.inactive') },
            ],
          },
        ]}
        empty={t('access.users.empty')}
        actions={
          <Button type="primary" onClick={() => setEdited('new')}>
            {t('access.users.add')}
          </Button>
        }
      />
      {edited !== null && (
        <UserForm
          user={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
          onIssued={setIssued}
        />
      )}
      {issued !== null && <LinkIssued issued={issued} onClose={() => setIssued(null)} />}
    </>
  );
}

function UserState({ user }: { user: User }): ReactElement {
  const { t } = useTranslation();
  if (!user.active) return <StatusTag status="disabled">{t('access.users.inactive')}</StatusTag>;
  if (!user.has_password) return <StatusTag tone="warn">{t('access.users.invited')}</StatusTag>;
  return <StatusTag status="active">{t('access.users.active')}</StatusTag>;
}
