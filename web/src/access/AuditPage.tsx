import { Drawer } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { Facts } from '@/ui/RecordPage';
import { None, When } from '@/ui/values';
import styles from './Audit.module.css';
import { deedKey } from './deed';
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
      render: (entry) => <Objects of={entry.object} />,
      csv: (entry) => entry.object,
    },
    {
      key: 'who',
      title: t('access.audit.who'),
      render: (entry) => <Who entry={entry} />,
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
      render: (entry) => entry.address || <None />,
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
        filters={[
          {
            name: 'route',
            label: t('access.audit.about'),
            options: areas.map((area) => ({ value: `/api/${area}`, label: t(`access.area.${area}`) })),
          },
        ]}
        empty={t('access.audit.empty')}
      />
      {opened !== null && <Entry entry={opened} what={what(opened)} onClose={() => setOpened(null)} />}
    </>
  );
}

/** What the audit can be narrowed down to: the beginnings of routes. */
const areas = [
  'session',
  'users',
  'orgs',
  'keys',
  'settings',
  'retention',
  'exports',
  'webhooks',
  'jobs',
  'customers',
  'bulk_actions',
  'vehicles',
  'assets',
  'documents',
  'identity_kinds',
  'identity_decisions',
  'attribute_definitions',
  'relation_kinds',
  'mark_kinds',
  'orders',
  'segments',
  'life_cycle',
  'products',
  'coupon_types',
  'coupons',
  'points',
  'campaigns',
  'placements',
  'triggers',
  'guard',
  'sources',
  'event_definitions',
  'contact_points',
  'imports',
  'connectors',
  'findings',
  'leads',
  'calls',
  'tasks',
  'commission_rule',
] as const;

/** The deed in words: "POST /api/users" is looked up; a route without words of its own is shown as it is. */
function useDeed(): (entry: AuditEntry) => string {
  const { t } = useTranslation();
  return ({ route }) => t(`access.deed.${deedKey(route)}`, { defaultValue: route });
}

function Who({ entry }: { entry: AuditEntry }): ReactElement {
  const { t } = useTranslation();
  return <>{entry.actor_name || t(`access.actor.${entry.actor_kind}`)}</>;
}

const pages: Record<string, string> = {
  customer: '/customers/',
  segment: '/insight/segments/',
  campaign: '/scene/campaigns/',
  source: '/capture/sources/',
  import: '/capture/imports/',
  lead: '/sales/leads/',
  connector: '/capture/connectors/',
  webhook: '/settings/webhooks/',
};

/** "customer_id 17, tag vip": each with its name and, where there is one, the way to its page. */
function Objects({ of }: { of: string }): ReactElement {
  const { t } = useTranslation();
  const found = [...of.matchAll(/([a-z_]+?)(_id)? ([^\s,]+)/g)];
  if (found.length === 0) return of === '' ? <None /> : <>{of}</>;
  return (
    <>
      {found.map(([whole, noun = '', isId, value = '']) => {
        const name = t(`access.object.${noun}`, { defaultValue: noun });
        const said = isId ? `${name} #${value}` : `${name} ${value}`;
        const page = isId ? pages[noun] : undefined;
        return (
          <span key={whole} className={styles.object}>
            {page === undefined ? said : <Link to={page + value}>{said}</Link>}
          </span>
        );
      })}
    </>
  );
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
  return (
    <Drawer open title={what} size={520} onClose={onClose}>
      <Facts
        items={[
          { key: 'who', label: t('access.audit.who'), value: <Who entry={entry} /> },
          { key: 'at', label: t('access.audit.at'), value: <When at={entry.at} as="second" /> },
          { key: 'object', label: t('access.audit.object'), value: <Objects of={entry.object} /> },
          { key: 'address', label: t('access.audit.address'), value: entry.address || <None /> },
          { key: 'route', label: t('access.audit.route'), value: <code>{entry.route}</code> },
        ]}
      />
      <Changed entry={entry} />
      <Detail title={t('access.audit.changes')} value={entry.changes} />
      <Detail title={t('access.audit.result')} value={entry.result} />
    </Drawer>
  );
}

/** What was there before and what is there now, of what was changed. */
function Changed({ entry }: { entry: AuditEntry }): ReactElement | null {
  const { t } = useTranslation();
  const changed = Object.entries(entry.before);
  if (changed.length === 0) return null;
  return (
    <section className={styles.detail}>
      <h3>{t('access.audit.changed')}</h3>
      <dl className={styles.changed}>
        {changed.map(([key, before]) => (
          <div key={key}>
            <dt>
              <code>{key}</code>
            </dt>
            <dd>
              <del>{said(before)}</del> → <ins>{said(entry.changes[key])}</ins>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const said = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));

function Detail({ title, value }: { title: string; value: object }): ReactElement | null {
  if (Object.keys(value).length === 0) return null;
  return (
    <section className={styles.detail}>
      <h3>{title}</h3>
      <pre>{JSON.stringify(value, null, 2)}</pre>
    </section>
  );
}
