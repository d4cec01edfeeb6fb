import { BookOutlined, CarOutlined, ShopOutlined, TeamOutlined } from '@ant-design/icons';
import { Button, Flex, Radio, Steps } from 'antd';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useCommand, useRead } from '@/api/hooks';
import type { Schema } from '@/api';
import { useFormat } from '@/app/session';
import { Card } from '@/ui/Card';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { useNarrow } from '@/ui/useNarrow';
import type { Industry, Onboarding } from './onboarding';
import { industries, onboardingPath, useOnboarding } from './onboarding';
import styles from './Welcome.module.css';

type Segment = Schema<'Segment'>;
type Campaign = Schema<'CampaignView'>;

const icons: Record<Industry, ReactNode> = {
  car_care: <CarOutlined />,
  ecommerce: <ShopOutlined />,
  education: <BookOutlined />,
  other: <TeamOutlined />,
};

/** Typed as it is, in every language. */
const demoCommand = 'huan demo --data ./demo';

const stages = ['industry', 'people', 'segment', 'campaign'] as const;

/** Right after set-up: the industry, the first people, the first segment and campaign. */
export function WelcomePage(): ReactElement {
  const { t } = useTranslation();
  const isNarrow = useNarrow();
  const state = useOnboarding();
  const [chosen, setChosen] = useState<number | null>(null);
  if (state.isPending)
    return (
      <Page title={t('home.welcome.title')} narrow>
        <Skeleton rows={8} />
      </Page>
    );
  if (state.isError)
    return (
      <Page title={t('home.welcome.title')} narrow>
        <Problem large error={state.error} onRetry={state.refetch} />
      </Page>
    );
  const isDone = (stage: string) => state.data.steps.some((step) => step.step === stage && step.done);
  const open = stages.findIndex((stage) => !isDone(stage));
  const at = chosen ?? (open === -1 ? stages.length - 1 : open);
  const go = (to: number) => setChosen(Math.min(to, stages.length - 1));
  const part = { state: state.data, onNext: () => go(at + 1) };
  return (
    <Page title={t('home.welcome.title')} intro={t('home.welcome.intro')} narrow>
      <Steps
        current={at}
        onChange={go}
        responsive={false}
        size="small"
        items={stages.map((stage, index) => ({
          title: isNarrow && index !== at ? '' : t(`home.first.step.${stage}`),
          status: index === at ? 'process' : isDone(stage) ? 'finish' : 'wait',
        }))}
      />
      {at === 0 && <ChooseIndustry {...part} />}
      {at === 1 && <BringPeople {...part} />}
      {at === 2 && <FirstSegment {...part} />}
      {at === 3 && <FirstCampaign />}
    </Page>
  );
}

interface PartProps {
  state: Onboarding;
  onNext: () => void;
}

function ChooseIndustry({ state, onNext }: PartProps): ReactElement {
  const { t } = useTranslation();
  const [industry, setIndustry] = useState<Industry>(state.industry ?? 'car_care');
  const choose = useCommand<{ industry: Industry }, Onboarding>('post', `${onboardingPath}/industry`, {
    refreshes: [onboardingPath, '/api/segments', '/api/life_cycle', '/api/attribute_definitions'],
    onDone: onNext,
  });
  return (
    <Card title={t('home.welcome.industry')} hint={t('home.welcome.industry_hint')}>
      {choose.isError && <Problem error={choose.error} />}
      <Radio.Group
        className={styles.choices ?? ''}
        value={industry}
        onChange={(event) => setIndustry(event.target.value as Industry)}
      >
        {industries.map((value) => (
          <Radio key={value} value={value} className={styles.choice ?? ''}>
            <span className={styles.icon} aria-hidden>
              {icons[value]}
            </span>
            <span className={styles.words}>
              <strong>{t(`home.welcome.of.${value}`)}</strong>
              <span>{t(`home.welcome.brings.${value}`)}</span>
            </span>
          </Radio>
        ))}
      </Radio.Group>
      <Foot>
        <Button
          type="primary"
          loading={choose.isPending}
          onClick={() => (industry === state.industry ? onNext() : choose.mutate({ body: { industry } }))}
        >
          {t('home.welcome.use')}
        </Button>
      </Foot>
    </Card>
  );
}

function BringPeople({ state, onNext }: PartProps): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const people = state.steps.find((step) => step.step === 'people');
  const ways = [
    { key: 'import', path: '/capture/imports' },
    { key: 'source', path: '/capture/sources' },
    { key: 'connector', path: '/capture/connectors' },
  ];
  return (
    <Card
      title={t('home.welcome.people')}
      hint={
        people?.done
          ? t('home.welcome.people_known', { count: people.count, shown: num(people.count) })
          : t('home.welcome.people_hint')
      }
    >
      <div className={styles.ways}>
        {ways.map(({ key, path }) => (
          <Link key={key} className={styles.way} to={path}>
            <strong>{t(`home.welcome.way.${key}`)}</strong>
            <span>{t(`home.welcome.way_means.${key}`)}</span>
          </Link>
        ))}
      </div>
      <p className={styles.demo}>
        {t('home.welcome.demo')} <code>{demoCommand}</code>
      </p>
      <Foot>
        <Button type={people?.done ? 'primary' : 'default'} onClick={onNext}>
          {people?.done ? t('home.welcome.next') : t('home.welcome.later')}
        </Button>
      </Foot>
    </Card>
  );
}

function FirstSegment({ onNext }: PartProps): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const segments = useRead<{ items: Segment[] }>('/api/segments', { query: { limit: 20 } }, { every: 5_000 });
  return (
    <Card title={t('home.welcome.segment')} hint={t('home.welcome.segment_hint')}>
      {segments.isPending && <Skeleton rows={5} />}
      {segments.isError && <Problem error={segments.error} onRetry={segments.refetch} />}
      <ul className={styles.segments}>
        {segments.data?.items.map((segment) => (
          <li key={segment.id}>
            <Link to={`/insight/segments/${String(segment.id)}`}>{segment.name}</Link>
            <span>
              {segment.snapshot
                ? t('home.welcome.size', { count: segment.snapshot.size, shown: num(segment.snapshot.size) })
                : t('home.welcome.counting')}
            </span>
          </li>
        ))}
      </ul>
      <Foot>
        <Link to="/insight/segments/new">
          <Button>{t('home.welcome.own_segment')}</Button>
        </Link>
        <Button type="primary" onClick={onNext}>
          {t('home.welcome.next')}
        </Button>
      </Foot>
    </Card>
  );
}

function FirstCampaign(): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const navigate = useNavigate();
  const segments = useRead<{ items: Segment[] }>('/api/segments', { query: { limit: 20 } });
  const [chosen, setChosen] = useState<number | null>(null);
  const create = useCommand<
    { name: string; goal: string; segment_id: number; holdout_percent: number },
    Campaign
  >('post', '/api/campaigns', {
    refreshes: ['/api/campaigns', onboardingPath],
    onDone: ({ id }) => void navigate(`/scene/campaigns/${String(id)}`),
  });
  const all = segments.data?.items ?? [];
  const segment =
    all.find((one) => one.id === chosen) ?? all.find((one) => (one.snapshot?.size ?? 0) > 0) ?? all[0];
  const draft = () => {
    if (!segment) return;
    const name = t('home.welcome.campaign_name', { segment: segment.name });
    create.mutate({ body: { name, goal: 'repurchase', segment_id: segment.id, holdout_percent: 10 } });
  };
  return (
    <Card title={t('home.welcome.campaign')} hint={t('home.welcome.campaign_hint')}>
      {create.isError && <Problem error={create.error} />}
      {segments.isPending && <Skeleton rows={5} />}
      <Radio.Group
        className={styles.list ?? ''}
        value={segment?.id}
        onChange={(event) => setChosen(event.target.value as number)}
      >
        {all.map((one) => (
          <Radio key={one.id} value={one.id}>
            {one.name}
            {one.snapshot && (
              <span className={styles.size}>
                {t('home.welcome.size', { count: one.snapshot.size, shown: num(one.snapshot.size) })}
              </span>
            )}
          </Radio>
        ))}
      </Radio.Group>
      <Foot>
        <Link to="/">
          <Button>{t('home.welcome.to_home')}</Button>
        </Link>
        <Button type="primary" disabled={!segment} loading={create.isPending} onClick={draft}>
          {t('home.welcome.draft')}
        </Button>
      </Foot>
    </Card>
  );
}

function Foot({ children }: { children: ReactNode }): ReactElement {
  return (
    <Flex justify="end" gap={8} className={styles.foot ?? ''}>
      {children}
    </Flex>
  );
}
