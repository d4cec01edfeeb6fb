import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { Delivery, Webhook } from '@/access/nouns';
import { useCommand, useRead } from '@/api/hooks';
import type { Page } from '@/api/types';
import { useSay } from '@/ui/actions';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import type { Tone } from '@/ui/StatusTag';
import { Num, When } from '@/ui/values';
import { useEventWords } from './eventName';

const tones: Record<Delivery['state'], Tone> = { waiting: 'busy', sent: 'good', dead: 'harm' };

/** What one webhook was sent, what its receiver answered, and what was given up. */
export function DeliveriesPage(): ReactElement {
  const { t } = useTranslation();
  const eventWords = useEventWords();
  const webhookId = useParams().webhook_id ?? '';
  const webhooks = useRead<Page<Webhook>>('/api/webhooks', { query: { limit: 200 } });
  const webhook = webhooks.data?.items.find((one) => String(one.id) === webhookId);
  const columns: Column<Delivery>[] = [
    {
      key: 'event',
      title: t('jobs.deliveries.event'),
      primary: true,
      render: (delivery) => <span title={delivery.event}>{eventWords(delivery.event)}</span>,
      csv: (delivery) => delivery.event,
    },
    {
      key: 'state',
      title: t('jobs.state'),
      render: (delivery) => (
        <StatusTag tone={tones[delivery.state]}>{t(`jobs.deliveries.${delivery.state}`)}</StatusTag>
      ),
      csv: (delivery) => delivery.state,
    },
    {
      key: 'attempts',
      title: t('jobs.deliveries.attempts'),
      align: 'right',
      render: (delivery) => <Num value={delivery.attempts} />,
      csv: (delivery) => delivery.attempts,
    },
    {
      key: 'answer',
      title: t('jobs.deliveries.answer'),
      render: (delivery) => [delivery.last_status, delivery.last_error].filter(Boolean).join(' · ') || '–',
      csv: (delivery) => delivery.last_error,
    },
    {
      key: 'at',
      title: t('jobs.deliveries.at'),
      render: (delivery) => <When at={delivery.created_at} as="second" />,
    },
    {
      key: 'next',
      title: t('jobs.deliveries.next'),
      wide: true,
      render: (delivery) => <When at={delivery.sent_at ?? delivery.next_at} />,
    },
    {
      key: 'act',
      title: '',
      align: 'right',
      render: (delivery) =>
        delivery.state === 'dead' ? <Redrive webhookId={webhookId} delivery={delivery} /> : null,
    },
  ];
  return (
    <ListPage<Delivery>
      title={
        webhook === undefined ? t('jobs.deliveries.title') : t('jobs.deliveries.of', { name: webhook.name })
      }
      intro={webhook?.url}
      name="deliveries"
      path="/api/webhooks/{webhook_id}/deliveries"
      params={{ webhook_id: webhookId }}
      rowKey={(delivery) => delivery.id}
      columns={columns}
      every={15_000}
      views={[
        { key: 'all', label: t('jobs.all'), query: {} },
        { key: 'waiting', label: t('jobs.deliveries.waiting'), query: { state: 'waiting' } },
        { key: 'dead', label: t('jobs.deliveries.dead'), query: { state: 'dead' } },
      ]}
      empty={t('jobs.deliveries.empty')}
    />
  );
}

function Redrive({ webhookId, delivery }: { webhookId: string; delivery: Delivery }): ReactElement {
  const { t } = useTranslation();
  const say = useSay();
  const redrive = useCommand<undefined, Delivery>(
    'post',
    '/api/webhooks/{webhook_id}/deliveries/{delivery_id}/redrive',
    { refreshes: ['/api/webhooks'] },
  );
  return (
    <Button
      size="small"
      loading={redrive.isPending}
      onClick={() =>
        redrive.mutate(
          { params: { webhook_id: webhookId, delivery_id: delivery.id } },
          { onError: say.failed },
        )
      }
    >
      {t('jobs.deliveries.redrive')}
    </Button>
  );
}
