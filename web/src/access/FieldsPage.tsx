import { Button, Tabs } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/ui/Page';
import { FieldsTab } from './FieldsTab';
import { MarkKindsTab } from './MarkKindsTab';
import { RelationKindsTab } from './RelationKindsTab';

type Tab = 'fields' | 'relations' | 'marks';
const tabs: readonly Tab[] = ['fields', 'relations', 'marks'];

/** What a company wants to know of people: fields, kinds of relations, kinds of marks. */
export function FieldsPage(): ReactElement {
  const { t } = useTranslation();
  const [tab, setTab] = useState<Tab>('fields');
  const [adding, setAdding] = useState(false);
  const close = () => setAdding(false);
  return (
    <Page
      title={t('profile.fields.title')}
      intro={t(`profile.fields.intro.${tab}`)}
      actions={
        <Button type="primary" onClick={() => setAdding(true)}>
          {t(`profile.fields.add.${tab}`)}
        </Button>
      }
    >
      <Tabs
        activeKey={tab}
        onChange={(next) => setTab(next as Tab)}
        items={tabs.map((key) => ({ key, label: t(`profile.fields.tab.${key}`) }))}
      />
      {tab === 'fields' && <FieldsTab adding={adding} onAdded={close} />}
      {tab === 'relations' && <RelationKindsTab adding={adding} onAdded={close} />}
      {tab === 'marks' && <MarkKindsTab adding={adding} onAdded={close} />}
    </Page>
  );
}

export interface TabProps {
  /** The form for a new one is open. */
  adding: boolean;
  onAdded: () => void;
}
