import { RightOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { refresh, useRead } from '@/api/hooks';
import { useLive } from '@/api/live';
import { pages } from '@/app/registry';
import { useFormat, useMay, useMe } from '@/app/session';
import type { Step } from '@/theme/theme';
import { steps } from '@/theme/theme';
import { Card } from '@/ui/Card';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { Ring } from '@/ui/Ring';
import type { RingStep } from '@/ui/Ring';
import { Skeleton } from '@/ui/Skeleton';
import { Feed } from './Feed';
import { FirstSteps } from './FirstSteps';
import styles from './Home.module.css';
import type { Home, HomeStep, Need } from './nouns';
import { useOnboarding } from './onboarding';
import { Suggestions } from './Suggestions';

/** The loop at a glance: where it stands, where it leaks, what it earned, what waits for me. */
export function HomePage(): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const home = useRead<Home>('/api/home', {}, { every: 60_000 });
  // Known before the ring is drawn: a card above it that comes later would push it down.
  const isKnown = !useOnboarding().isLoading;
  useFreshRing();
  return (
    <Page title={t('home.title')} intro={t(`home.greeting.${partOfDay(me.time_zone)}`, { name: me.name })}>
      {(home.isPending || (home.data && !isKnown)) && <Skeleton height={470} />}
      {home.isError && !home.data && (
        <Card>
          <Problem large error={home.error} onRetry={home.refetch} />
        </Card>
      )}
      {home.data && isKnown && <Overview home={home.data} />}
    </Page>
  );
}

function Overview({ home }: { home: Home }): ReactElement {
  const { t } = useTranslation();
  const { dateTime } = useFormat();
  return (
    <div className={styles.grid}>
      <div className={styles.column}>
        <FirstSteps />
        <Card title={t('home.ring')} hint={t('home.ring_span', { since: dateTime(home.since) })}>
          <Loop home={home} />
        </Card>
        <Card title={t('home.suggestions.title')} className={styles.third ?? ''}>
          <Suggestions suggestions={home.suggestions} />
        </Card>
      </div>
      <div className={styles.column}>
        <Card title={t('home.needs.title')} flush className={styles.second ?? ''}>
          <Needs needs={home.needs} />
        </Card>
        <Card title={t('home.feed.title')} flush className={styles.last ?? ''}>
          <Feed items={home.feed} />
        </Card>
      </div>
    </div>
  );
}

function Loop({ home }: { home: Home }): ReactElement {
  const { t } = useTranslation();
  const { money, num, change } = useFormat();
  const changeOf = (step: HomeStep) => {
    if (step.change !== null && step.change !== undefined) {
      return t('home.against_before', { change: change(step.change) });
    }
    return step.figure > 0 ? t('home.was_nothing') : undefined;
  };
  const to = useStepLinks();
  const entries: RingStep[] = home.steps.map((step) => ({
    step: step.step,
    name: t(`app.section.${step.step}`),
    figure: step.unit === 'money' ? money(step.figure, { whole: true }) : num(step.figure),
    means: t(`home.means.${step.step}`),
    unit: t(`home.figure.${step.step}`),
    change: changeOf(step),
    ...(step.leak ? { leak: t('home.leak') } : {}),
    ...(to[step.step] === undefined ? {} : { to: to[step.step] }),
  }));
  const month = home.month;
  const isLess = month !== undefined && month !== null && month.amount < 0;
  const below = month && (
    <>
      <span style={{ whiteSpace: 'nowrap' }}>
        {t('home.interval', {
          low: money(month.low, { whole: true }),
          high: money(month.high, { whole: true }),
        })}
      </span>
      <br />
      {t('home.from_campaigns', { count: month.campaigns })}
    </>
  );
  return (
    <Ring
      steps={entries}
      means={t('home.month_means')}
      label={isLess ? t('home.month_less') : t('home.month')}
      centre={month ? money(Math.abs(month.amount), { whole: true, sign: !isLess }) : '–'}
      below={below ?? t(`home.no_month.${home.no_month ?? 'no_campaign'}`)}
    />
  );
}

/** The first page of each step's menu that this person may open. */
function useStepLinks(): Partial<Record<Step, string>> {
  const may = useMay();
  const links: Partial<Record<Step, string>> = {};
  for (const step of steps) {
    const first = pages
      .filter((page) => page.section === step && page.menu && may(page.permission))
      .sort((left, right) => (left.menu?.order ?? 0) - (right.menu?.order ?? 0))[0];
    if (first) links[step] = first.path;
  }
  return links;
}

/** Where each kind of need is dealt with, where such a page is there. */
const needPaths: Record<string, string> = {
  leads_due: '/sales/workbench',
  campaigns_draft: '/scene/campaigns?status=draft',
};

function Needs({ needs }: { needs: Need[] }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  if (needs.length === 0) return <p className={styles.quiet}>{t('home.needs.none')}</p>;
  return (
    <ul className={styles.needs}>
      {needs.map((need) => {
        const path = needPaths[need.kind];
        const known = path !== undefined && pages.some((page) => page.path === path.split('?')[0]);
        const content = (
          <>
            <span className={styles.badge} data-tone={need.kind.endsWith('failed') ? 'harm' : 'warn'}>
              {num(need.count)}
            </span>
            {t(`home.needs.${need.kind}`, { defaultValue: need.kind })}
          </>
        );
        return (
          <li key={need.kind}>
            {known ? (
              <Link className={styles.need} to={path}>
                {content}
                <RightOutlined className={styles.go} aria-hidden />
              </Link>
            ) : (
              <span className={styles.need}>{content}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** The server says when figures moved; at most one question in five seconds follows from that. */
function useFreshRing(): void {
  const client = useQueryClient();
  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  useLive(['ring'], () => {
    waiting.current ??= setTimeout(() => {
      waiting.current = null;
      void refresh(client, '/api/home');
    }, 5_000);
  });
}

function partOfDay(zone: string): 'morning' | 'afternoon' | 'evening' | 'night' {
  const hour = Number(
    new Intl.DateTimeFormat('en', { timeZone: zone, hour: 'numeric', hourCycle: 'h23' }).format(),
  );
  if (hour < 5) return 'night';
  if (hour < 12) return 'morning';
  return hour < 18 ? 'afternoon' : 'evening';
}
