import { Drawer } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { Facts } from '@/ui/RecordPage';
import { When } from '@/ui/values';
import type { AuditEntry } from './nouns';

/** Who did what and when, newest first. Nothing here can be changed. */
export function AuditPage(): ReactElement {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<AuditEntry | null>(null);
  const what = useDeed();
  const columns: Column<AuditEntry>[] = [
    {
      key: 'what',
      title: t('access.audit.what'),
      primary: true,
      render: (entry) => (
        <a
          href={`#${String(entry.id)}`}
          onClick={(event) => {
            event.preventDefault();
            setOpened(entry);
          }}
        >
          {what(entry)}
        </a>
      ),
      csv: (entry) => entry.route,
    },
    {
      key: 'object',
      title: t('access.audit.object'),
      render: (entry) => entry.object,
      csv: (entry) => entry.object,
    },
    {
      key: 'who',
      title: t('access.audit.who'),
      render: (entry) => entry.actor_name || t(`access.actor.${entry.actor_kind}`),
      csv: (entry) => entry.actor_name,
    },
    {
      key: 'at',
      title: t('access.audit.at'),
      render: (entry) => <When at={entry.at} as="second" />,
      csv: (entry) => entry.at,
    },
    {
      key: 'address',
      title: t('access.audit.address'),
      wide: true,
      render: (entry) => entry.address,
      csv: (entry) => entry.address,
    },
  ];
  return (
    <>
      <ListPage<AuditEntry>
        title={t('access.audit.title')}
        intro={t('access.audit.intro')}
        name="audit"
        path="/api/audit"
        rowKey={(entry) => entry.id}
        columns={columns}
        search={{ name: 'route', placeholder: t('access.audit.search') }}
        empty={t('access.audit.empty')}
      />
      {opened !== null && <Entry entry={opened} what={what(opened)} onClose={() => setOpened(null)} />}
    </>
  );
}

/** The deed in words: "POST /api/users" is looked up; a route without words of its own is shown as it is. */
function useDeed(): (entry: AuditEntry) => string {
  const { t } = useTranslation();
  return ({ route }) => {
    const key = route
      .toLowerCase()
      .replace(/\{\w+\}/g, 'x')
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/_$/, '');
    return t(`access.deed.${key}`, { defaultValue: route });
  };
}

function Entry({
  entry,
  what,
  onClose,
}: {
  entry: AuditEntry;
  what: string;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const json = (value: object) => (
    <pre style={{ margin: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: 12 }}>
      {JSON.stringify(value, null, 2)}
    </pre>
  );
  return (
    <Drawer open title={what} size={520} onClose={onClose}>
      <Facts
        items={[
          {
            key: 'who',
            label: t('access.audit.who'),
            value: entry.actor_name || t(`access.actor.${entry.actor_kind}`),
          },
          { key: 'at', label: t('access.audit.at'), value: <When at={entry.at} as="second" /> },
          { key: 'route', label: t('access.audit.route'), value: <code>{entry.route}</code> },
          { key: 'object', label: t('access.audit.object'), value: entry.object || '–' },
          { key: 'address', label: t('access.audit.address'), value: entry.address || '–' },
          { key: 'changes', label: t('access.audit.changes'), value: json(entry.changes) },
          { key: 'result', label: t('access.audit.result'), value: json(entry.result) },
        ]}
      />
    </Drawer>
  );
}
