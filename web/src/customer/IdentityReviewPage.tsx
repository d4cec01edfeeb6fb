import { Tabs } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useMay } from '@/app/session';
import { Page } from '@/ui/Page';
import { Decisions } from './Decisions';
import { DisputedKeys } from './DisputedKeys';
import styles from './Identity.module.css';
import { Suggestions } from './Suggestions';

/** Who may be one person, which keys join nobody, and what was decided: what a machine leaves to people. */
export function IdentityReviewPage(): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [address, setAddress] = useSearchParams();
  return (
    <Page
      title={t('customer.review.title')}
      intro={t('customer.review.intro')}
      actions={
        may('settings_manage') ? <Link to="/settings/identity">{t('access.identity.title')}</Link> : undefined
      }
    >
      <Tabs
        className={styles.tabs ?? ''}
        activeKey={address.get('tab') ?? 'suggestions'}
        onChange={(tab) => setAddress({ tab }, { replace: true })}
        destroyOnHidden
        items={[
          { key: 'suggestions', label: t('customer.review.suggestions'), children: <Suggestions /> },
          { key: 'disputed', label: t('customer.review.disputed'), children: <DisputedKeys /> },
          { key: 'decisions', label: t('customer.review.decisions'), children: <Decisions /> },
        ]}
      />
    </Page>
  );
}
