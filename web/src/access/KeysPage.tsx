import { Button } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import { useConfirmCount } from '@/ui/actions';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import { When } from '@/ui/values';
import { KeyForm, KeyShown } from './KeyForm';
import type { ApiKey, CreatedKey } from './nouns';

/** Keys for programs: write keys of sources, and server keys of other systems. */
export function KeysPage(): ReactElement {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const columns: Column<ApiKey>[] = [
    {
      key: 'name',
      title: t('access.keys.name'),
      primary: true,
      render: (key) => key.name,
      csv: (key) => key.name,
    },
    {
      key: 'hint',
      title: t('access.keys.key'),
      render: (key) => <code>{key.hint}</code>,
      csv: (key) => key.hint,
    },
    { key: 'kind', title: t('access.keys.kind'), render: (key) => t(`access.key_kind.${key.kind}`) },
    {
      key: 'permissions',
      title: t('access.keys.may'),
      wide: true,
      render: (key) => <Rights apiKey={key} />,
      csv: (key) => key.permissions.join(' '),
    },
    {
      key: 'state',
      title: t('access.keys.state'),
      render: (key) =>
        key.revoked_at ? (
          <StatusTag status="disabled">{t('access.keys.revoked')}</StatusTag>
        ) : (
          <StatusTag status="active">{t('access.keys.active')}</StatusTag>
        ),
    },
    { key: 'by', title: t('access.keys.by'), optional: true, render: (key) => key.created_by_name },
    {
      key: 'created_at',
      title: t('access.keys.since'),
      wide: true,
      render: (key) => <When at={key.created_at} as="date" />,
      csv: (key) => key.created_at,
    },
    {
      key: 'act',
      title: '',
      align: 'right',
      render: (key) => (key.revoked_at ? null : <Revoke apiKey={key} />),
    },
  ];
  return (
    <>
      <ListPage<ApiKey>
        title={t('access.keys.title')}
        intro={t('access.keys.intro')}
        name="keys"
        path="/api/keys"
        rowKey={(key) => key.id}
        columns={columns}
        views={[
          { key: 'all', label: t('access.keys.all'), query: {} },
          { key: 'active', label: t('access.keys.active'), query: { active: 'true' } },
          { key: 'revoked', label: t('access.keys.revoked'), query: { active: 'false' } },
        ]}
        empty={t('access.keys.empty')}
        emptyAction={
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('access.keys.add')}
          </Button>
        }
        actions={
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('access.keys.add')}
          </Button>
        }
      />
      {adding && <KeyForm onClose={() => setAdding(false)} onCreated={setCreated} />}
      {created !== null && <KeyShown created={created} onClose={() => setCreated(null)} />}
    </>
  );
}

function Rights({ apiKey }: { apiKey: ApiKey }): ReactElement {
  const { t, i18n } = useTranslation();
  if (apiKey.kind === 'write') return <>{t('access.keys.may_send')}</>;
  const names = apiKey.permissions.map((permission) => t(`access.permission.${permission}`));
  const list = new Intl.ListFormat(i18n.language, { style: 'narrow' });
  const shown = list.format(names.slice(0, 2));
  return (
    <span title={list.format(names)}>
      {names.length > 2 ? t('access.keys.and_more', { names: shown, count: names.length - 2 }) : shown}
    </span>
  );
}

function Revoke({ apiKey }: { apiKey: ApiKey }): ReactElement {
  const { t } = useTranslation();
  const confirm = useConfirmCount();
  const revoke = useCommand('delete', '/api/keys/{key_id}', { refreshes: ['/api/keys'] });
  return (
    <Button
      type="text"
      size="small"
      danger
      onClick={() =>
        confirm({
          title: t('access.keys.revoke_ask', { name: apiKey.name }),
          text: t('access.keys.revoke_means'),
          action: t('access.keys.revoke'),
          run: () => revoke.mutateAsync({ params: { key_id: apiKey.id } }),
        })
      }
    >
      {t('access.keys.revoke')}
    </Button>
  );
}
