import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useCommand } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { Choices } from '@/ui/Choices';
import { FormDrawer } from '@/ui/FormDrawer';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import { None, Num } from '@/ui/values';
import type { Campaign, Goal } from './nouns';
import { goals, refreshes } from './nouns';
import { Span } from './Span';

/** Every campaign: what it is for, whom it reaches, how it stands, what to do next. */
export function CampaignsPage(): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [isNew, setIsNew] = useState(false);
  const add = may('campaign_manage') && (
    <Button type="primary" onClick={() => setIsNew(true)}>
      {t('scene.campaigns.add')}
    </Button>
  );
  const states = ['draft', 'live', 'paused', 'ended'] as const;
  return (
    <>
      <ListPage<Campaign>
        title={t('scene.campaigns.title')}
        step="scene"
        intro={t('scene.campaigns.intro')}
        name="campaigns"
        path="/api/campaigns"
        rowKey={(campaign) => campaign.id}
        columns={useColumns()}
        views={[
          { key: 'all', label: t('scene.campaigns.all'), query: {} },
          ...states.map((status) => ({ key: status, label: t(`scene.is.${status}`), query: { status } })),
        ]}
        search={{ placeholder: t('scene.campaigns.search') }}
        empty={t('scene.campaigns.empty')}
        emptyAction={add}
        actions={add}
      />
      {isNew && <NewCampaign onClose={() => setIsNew(false)} />}
    </>
  );
}

function useColumns(): Column<Campaign>[] {
  const { t } = useTranslation();
  const { percent } = useFormat();
  return [
    {
      key: 'name',
      title: t('scene.campaigns.name'),
      primary: true,
      render: (campaign) => <Link to={`/scene/campaigns/${String(campaign.id)}`}>{campaign.name}</Link>,
      csv: (campaign) => campaign.name,
    },
    {
      key: 'status',
      title: t('scene.campaigns.status'),
      render: (campaign) => (
        <StatusTag status={campaign.status}>{t(`scene.is.${campaign.status}`)}</StatusTag>
      ),
      csv: (campaign) => campaign.status,
    },
    {
      key: 'goal',
      title: t('scene.campaigns.goal'),
      render: (campaign) => t(`scene.goal.${campaign.goal}`),
      csv: (campaign) => campaign.goal,
    },
    {
      key: 'audience',
      title: t('scene.campaigns.audience'),
      align: 'right',
      render: (campaign) =>
        campaign.status === 'draft' ? (
          <None />
        ) : campaign.segment_id === undefined ? (
          t('scene.who.everybody')
        ) : (
          <Num value={campaign.audience_size} />
        ),
      csv: (campaign) => campaign.audience_size,
    },
    {
      key: 'holdout',
      title: t('scene.campaigns.holdout'),
      align: 'right',
      wide: true,
      render: (campaign) =>
        campaign.status === 'draft' || campaign.segment_id === undefined ? (
          percent(campaign.holdout_percent / 100, 0)
        ) : (
          <Num value={campaign.holdout_size} />
        ),
      csv: (campaign) => campaign.holdout_size,
    },
    {
      key: 'dates',
      title: t('scene.campaigns.dates'),
      wide: true,
      render: (campaign) => (
        <Span from={campaign.starts_at ?? campaign.launched_at} to={campaign.ended_at ?? campaign.ends_at} />
      ),
      csv: (campaign) => `${campaign.starts_at ?? ''} – ${campaign.ends_at ?? ''}`,
    },
    {
      key: 'next',
      title: t('scene.campaigns.next'),
      render: (campaign) => <Next campaign={campaign} />,
    },
  ];
}

function Next({ campaign }: { campaign: Campaign }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const reads = campaign.status === 'live' || campaign.status === 'ended';
  const to =
    reads && may('report_read')
      ? `/effect/campaigns/${String(campaign.id)}`
      : `/scene/campaigns/${String(campaign.id)}`;
  return <Link to={to}>{t(`scene.next.${campaign.status}`)}</Link>;
}

/** Name and goal open a draft; everything else is written in the editor. */
function NewCampaign({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [form] = Form.useForm<{ name: string; goal: Goal }>();
  const create = useCommand<{ name: string; goal: Goal }, Campaign>('post', '/api/campaigns', {
    refreshes,
    onDone: ({ id }) => void navigate(`/scene/campaigns/${String(id)}`),
  });
  return (
    <FormDrawer<{ name: string; goal: Goal }>
      title={t('scene.campaigns.add')}
      action={t('scene.campaigns.open_draft')}
      form={form}
      initial={{ goal: 'repurchase' }}
      busy={create.isPending}
      error={create.error}
      onSubmit={(body) => create.mutate({ body })}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('scene.campaigns.name')}
        rules={[{ required: true, whitespace: true, message: t('scene.campaigns.needs_name') }]}
      >
        <Input maxLength={120} autoFocus placeholder={t('scene.campaigns.name_like')} />
      </Form.Item>
      <Form.Item name="goal" label={t('scene.why.goal')}>
        <Choices
          options={goals.map((value) => ({
            value,
            label: t(`scene.goal.${value}`),
            means: t(`scene.goal_means.${value}`),
          }))}
        />
      </Form.Item>
    </FormDrawer>
  );
}
