import { MoreOutlined } from '@ant-design/icons';
import { Button, Dropdown, Form, Input, Select } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import { Card } from '@/ui/Card';
import { FormDrawer } from '@/ui/FormDrawer';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { useNarrow } from '@/ui/useNarrow';
import type { Org, OrgKind } from './nouns';
import { orgKinds } from './nouns';
import styles from './tree.module.css';
import { depthOf, inTreeOrder, useOrgs } from './useOrgs';

type Edited = { parent: Org } | { org: Org };

/** The company, its merchants, regions, stores and teams. Who stands at a node may see what is below it. */
export function OrgsPage(): ReactElement {
  const { t } = useTranslation();
  const answer = useOrgs();
  const [edited, setEdited] = useState<Edited | null>(null);
  const orgs = answer.data?.items ?? [];
  const narrow = useNarrow();
  return (
    <Page
      title={t('access.orgs.title')}
      count={answer.isSuccess ? orgs.length : undefined}
      intro={t('access.orgs.intro')}
    >
      <Card flush>
        {answer.isPending && <Skeleton padded rows={5} />}
        {answer.isError && <Problem large error={answer.error} onRetry={answer.refetch} />}
        <ul className={styles.tree}>
          {inTreeOrder(orgs).map((org) => {
            const depth = depthOf(org, orgs);
            return (
              <li
                key={org.id}
                className={styles.node}
                style={{ paddingLeft: (narrow ? 16 : 20) + depth * (narrow ? 14 : 26) }}
              >
                {depth > 0 && <span className={styles.limb} aria-hidden />}
                <span className={styles.label}>
                  <span className={styles.name}>{org.name}</span>
                  <span className={styles.kind}>{t(`access.org_kind.${org.kind}`)}</span>
                </span>
                <Actions org={org} onEdit={setEdited} />
              </li>
            );
          })}
        </ul>
      </Card>
      {edited !== null && <OrgForm edited={edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}

function Actions({ org, onEdit }: { org: Org; onEdit: (edited: Edited) => void }): ReactElement {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const all = [
    { key: 'rename', label: t('access.orgs.rename'), onClick: () => onEdit({ org }) },
    { key: 'add', label: t('access.orgs.add_below'), onClick: () => onEdit({ parent: org }) },
  ];
  if (narrow)
    return (
      <Dropdown menu={{ items: all }} trigger={['click']} placement="bottomRight">
        <Button type="text" icon={<MoreOutlined />} aria-label={`${t('ui.more')}: ${org.name}`} />
      </Dropdown>
    );
  return (
    <span className={styles.actions}>
      {all.map(({ key, label, onClick }) => (
        <Button key={key} type="text" size="small" onClick={onClick}>
          {label}
        </Button>
      ))}
    </span>
  );
}

/** What usually stands below what. */
const below: Record<OrgKind, OrgKind> = {
  company: 'store',
  merchant: 'store',
  region: 'store',
  store: 'team',
  team: 'team',
};

function OrgForm({ edited, onClose }: { edited: Edited; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ name: string; kind: OrgKind }>();
  const outcome = { refreshes: ['/api/orgs', '/api/users'], onDone: onClose };
  const create = useCommand<{ parent_id: number; kind: OrgKind; name: string }, Org>(
    'post',
    '/api/orgs',
    outcome,
  );
  const rename = useCommand<{ version: number; name: string }, Org>('put', '/api/orgs/{org_id}', outcome);
  const isNew = 'parent' in edited;
  const save = ({ name, kind }: { name: string; kind: OrgKind }) => {
    if (isNew) create.mutate({ body: { parent_id: edited.parent.id, kind, name } });
    else rename.mutate({ params: { org_id: edited.org.id }, body: { version: edited.org.version, name } });
  };
  return (
    <FormDrawer
      title={isNew ? t('access.orgs.add_to', { name: edited.parent.name }) : t('access.orgs.rename')}
      action={isNew ? t('access.orgs.add') : t('ui.save')}
      form={form}
      initial={isNew ? { name: '', kind: below[edited.parent.kind] } : edited.org}
      busy={create.isPending || rename.isPending}
      error={create.error ?? rename.error}
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('access.orgs.name')}
        rules={[
          { required: true, whitespace: true, message: t('access.needed', { what: t('access.orgs.name') }) },
        ]}
      >
        <Input maxLength={80} autoFocus />
      </Form.Item>
      {isNew && (
        <Form.Item name="kind" label={t('access.orgs.kind')}>
          <Select
            options={orgKinds
              .filter((kind) => kind !== 'company')
              .map((value) => ({ value, label: t(`access.org_kind.${value}`) }))}
          />
        </Form.Item>
      )}
    </FormDrawer>
  );
}
