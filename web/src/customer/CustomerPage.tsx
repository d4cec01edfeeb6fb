import { EyeOutlined } from '@ant-design/icons';
import { Button, Tabs } from 'antd';
import type { TabsProps } from 'antd';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { later } from '@/ui/later';
import { Link, matchPath, useNavigate, useParams } from 'react-router';
import { useCommand, useRead } from '@/api/hooks';
import { pages } from '@/app/registry';
import { useMay } from '@/app/session';
import { useSay } from '@/ui/actions';
import { Card } from '@/ui/Card';
import { Problem } from '@/ui/Problem';
import { RecordPage } from '@/ui/RecordPage';
import { Skeleton } from '@/ui/Skeleton';
import { Soon } from '@/ui/Soon';
import { StatusTag } from '@/ui/StatusTag';
import { useNarrow } from '@/ui/useNarrow';
import { Assets } from './Assets';
import { Attributes } from './Attributes';
import { Benefits } from './Benefits';
import { Consents } from './Consents';
import { Contacts } from './Contacts';
import styles from './Customer.module.css';
import { Documents } from './Documents';
import { Identities } from './Identities';
import type { CustomerHead, CustomerStage, Identity } from './nouns';
import { Marks } from './Marks';
import { Messages } from './Messages';
import { NextBest } from './NextBest';
import { OpenLeads } from './OpenLeads';
import { Orders } from './Orders';
import { Points } from './Points';
import { usePortrait } from './portrait';
import { QuickActions } from './QuickActions';
import { Relations } from './Relations';
import { stageTones } from './stages';
import { Tags } from './Tags';
import { Tasks } from './Tasks';
import { Team } from './Team';
import { Timeline } from './Timeline';
import { useCopy } from './useCopy';
import { isOpen, useLeads } from './useLeads';
import { WhyOnePerson } from './WhyOnePerson';
import { Worth } from './Worth';

const EraseModal = later(async () => (await import('./EraseModal')).EraseModal);

/** One person on one page: who they are, what they are worth, what they hold, what happened, what to do. */
export function CustomerPage(): ReactElement {
  const { customer_id = '' } = useParams();
  const place = { params: { customer_id } };
  const head = useRead<CustomerHead>('/api/customers/{customer_id}', place);
  if (head.isPending) return <Skeleton padded rows={10} />;
  if (!head.data) return <Problem large error={head.error} onRetry={head.refetch} />;
  return <Whole key={head.data.id} head={head.data} />;
}

function Whole({ head }: { head: CustomerHead }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const place = { params: { customer_id: head.id } };
  const stage = useRead<CustomerStage>('/api/customers/{customer_id}/life_cycle', place);
  const leads = useLeads(head.id);
  const narrow = useNarrow();
  const [revealed, reveal] = useReveal(head.id);
  const portrait = usePortrait(head);
  const copy = useCopy(head.id);
  const [erasing, setErasing] = useState(false);
  const open = (leads.data?.items ?? []).find(isOpen);
  const leadPath = open ? `/sales/leads/${String(open.id)}` : '';
  const known = pages.some((page) => matchPath(page.path, leadPath) !== null);
  const word = stage.data?.stage ?? '';
  return (
    <RecordPage
      title={titleOf(head, t)}
      tag={
        <>
          {word !== '' && (
            <StatusTag tone={stageTones[word] ?? 'neutral'}>{t(`insight.stage.${word}`)}</StatusTag>
          )}
          {head.do_not_contact && <StatusTag tone="harm">{t('customer.do_not_contact')}</StatusTag>}
        </>
      }
      line={portrait}
      action={
        <>
          <QuickActions customerId={head.id} />
          {!narrow && may('customer_reveal') && revealed === null && (
            <Button icon={<EyeOutlined />} loading={reveal.isPending} onClick={reveal.ask}>
              {t('customer.reveal')}
            </Button>
          )}
          {open && known && (
            <Link to={leadPath}>
              <Button type="primary">{t('customer.work_lead')}</Button>
            </Link>
          )}
        </>
      }
      menu={[
        ...(narrow && may('customer_reveal') && revealed === null
          ? [{ key: 'reveal', label: t('customer.reveal'), onClick: reveal.ask }]
          : []),
        ...(may('customer_write')
          ? [
              {
                key: 'merge',
                label: t('customer.merge.with'),
                onClick: () => void navigate(`/customers/${String(head.id)}/merge`),
              },
            ]
          : []),
        ...(may('customer_reveal')
          ? [{ key: 'copy', label: t('customer.privacy.copy'), onClick: copy }]
          : []),
        ...(may('settings_manage')
          ? [
              {
                key: 'erase',
                danger: true,
                label: t('customer.privacy.erase'),
                onClick: () => setErasing(true),
              },
            ]
          : []),
      ]}
      parts={{
        right: t('customer.part.right'),
        main: t('customer.part.main'),
        left: t('customer.part.left'),
      }}
      left={
        <>
          <Worth head={head} />
          <Card title={t('customer.known_by')}>
            <Identities head={head} revealed={revealed} />
          </Card>
          <WhyOnePerson head={head} />
          <Card title={t('customer.tags')}>
            <Tags head={head} />
          </Card>
          <Soon>
            <Card title={t('customer.attributes')}>
              <Attributes head={head} />
            </Card>
          </Soon>
          <Soon>
            <Card title={t('customer.consents')}>
              <Consents head={head} />
            </Card>
          </Soon>
        </>
      }
      right={
        <>
          <NextBest customerId={head.id} />
          <Tasks customerId={head.id} />
          {may('lead_read') && <OpenLeads customerId={head.id} />}
          <Soon>
            <Assets customerId={head.id} />
          </Soon>
          <Soon>
            <Card title={t('profile.mark.title')} children={<Marks customerId={head.id} />} />
            <Relations head={head} />
          </Soon>
          <Soon>
            <Documents customerId={head.id} />
            {may('offer_read') && <Benefits customerId={head.id} />}
          </Soon>
          <Soon>
            {may('offer_read') && <Points customerId={head.id} />}
            <Team customerId={head.id} />
          </Soon>
        </>
      }
    >
      {erasing && (
        <EraseModal customerId={head.id} name={titleOf(head, t)} onClose={() => setErasing(false)} />
      )}
      <Card flush className={styles.work ?? ''}>
        <Tabs className={styles.tabs ?? ''} items={useWork(head)} />
      </Card>
    </RecordPage>
  );
}

/** The tabs in the middle: what happened, what they bought, what was said. */
function useWork(head: CustomerHead): TabsProps['items'] {
  const { t } = useTranslation();
  const may = useMay();
  const counted = (label: string, count: number) => (
    <>
      {label} <span className={styles.count}>{count}</span>
    </>
  );
  return [
    { key: 'timeline', label: t('customer.timeline'), children: <Timeline customerId={head.id} /> },
    {
      key: 'orders',
      label: counted(t('customer.orders'), head.order_count),
      children: <Orders customerId={head.id} />,
    },
    { key: 'messages', label: t('customer.message.title'), children: <Messages customerId={head.id} /> },
    ...(may('lead_read')
      ? [
          {
            key: 'contacts',
            label: t('people.contacts.title'),
            children: <Contacts customerId={head.id} />,
          },
        ]
      : []),
  ];
}

/** Their name, or else the best thing we know them by. */
function titleOf(head: CustomerHead, t: TFunction): string {
  if (head.name !== '') return head.name;
  const first = head.identities[0];
  return t('customer.unnamed', { by: head.phone ?? first?.value ?? `#${String(head.id)}` });
}

/** The full identities, once asked for; the asking is on the audit log. */
function useReveal(customerId: number): [Identity[] | null, { ask: () => void; isPending: boolean }] {
  const say = useSay();
  const [revealed, setRevealed] = useState<Identity[] | null>(null);
  const command = useCommand<undefined, { identities: Identity[] }>(
    'post',
    '/api/customers/{customer_id}/reveal',
    { onDone: ({ identities }) => setRevealed(identities) },
  );
  const ask = () => command.mutate({ params: { customer_id: customerId } }, { onError: say.failed });
  return [revealed, { ask, isPending: command.isPending }];
}
