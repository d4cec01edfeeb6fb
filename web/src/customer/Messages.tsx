import { CopyOutlined, QrcodeOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { lazy, Suspense } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { components } from '@/api/generated';
import { useSay } from '@/ui/actions';
import { List } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { copyText } from '@/ui/Once';
import { None, When } from '@/ui/values';
import styles from './Customer.module.css';

type Message = components['schemas']['InboxItem'];

/** Drawn only for who asks for it. */
const QrCode = lazy(() => import('antd/es/qr-code'));

/** What they were sent, whether they read it, and the link that came with it. */
export function Messages({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const columns: Column<Message>[] = [
    {
      key: 'what',
      title: t('customer.message.what'),
      primary: true,
      render: (message) => (
        <div className={styles.message}>
          {message.title}
          <small className={styles.under}>{message.body}</small>
        </div>
      ),
      csv: (message) => `${message.title} ${message.body}`,
    },
    {
      key: 'at',
      title: t('customer.message.at'),
      render: (message) => (
        <>
          <When at={message.created_at} />
          <small className={styles.under}>
            {message.read_at ? (
              <>
                {t('customer.message.read')} <When at={message.read_at} />
              </>
            ) : (
              t('customer.message.unread')
            )}
          </small>
        </>
      ),
      csv: (message) => message.created_at,
    },
    {
      key: 'read',
      title: t('customer.message.read_at'),
      optional: true,
      render: (message) => (message.read_at ? <When at={message.read_at} /> : <None />),
      csv: (message) => message.read_at ?? '',
    },
    {
      key: 'link',
      title: t('customer.message.link'),
      align: 'right',
      render: (message) => (message.link === '' ? <None /> : <TheirLink link={message.link} />),
      csv: (message) => message.link,
    },
  ];
  return (
    <List<Message>
      path="/api/messages"
      query={{ customer_id: customerId }}
      name={`messages-${String(customerId)}`}
      rowKey={(message) => message.id}
      columns={columns}
      empty={t('customer.message.none')}
    />
  );
}

/** For showing it to the person it names: on this screen, or sent by hand. */
function TheirLink({ link }: { link: string }): ReactElement {
  const { t } = useTranslation();
  const say = useSay();
  const address = new URL(link, window.location.href).toString();
  const copy = async () => {
    if (await copyText(address)) say.done(t('ui.copied'));
  };
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div className={styles.theirs}>
          <Suspense fallback={<div className={styles.code} />}>
            <QrCode value={address} size={160} />
          </Suspense>
          <p>{t('customer.message.link_means')}</p>
          <Button size="small" icon={<CopyOutlined />} onClick={() => void copy()}>
            {t('ui.copy')}
          </Button>
          <a href={address} target="_blank" rel="noreferrer">
            {t('customer.message.open')}
          </a>
        </div>
      }
    >
      <Button size="small" icon={<QrcodeOutlined />}>
        {t('customer.message.show')}
      </Button>
    </Popover>
  );
}
