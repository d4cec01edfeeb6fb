import { Alert, Button, Progress } from 'antd';
import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useCommand, useRead } from '@/api/hooks';
import { problemText } from '@/ui/problemText';
import { Skeleton } from '@/ui/Skeleton';
import type { DemoState, DemoTicket } from './demo';
import { Outside } from './Outside';

/** Follows a demo while it is made, and lets in whoever asked for it; finishes one that was broken off. */
export function DemoPage(): ReactElement {
  const { t } = useTranslation();
  const [address] = useSearchParams();
  const ticket = address.get('ticket') ?? '';
  // While one server goes and the next one comes nobody answers: what was heard last stays.
  const state = useRead<DemoState>('/api/demo', {}, { every: 1_000 });
  const stage = state.data?.stage;
  if (state.data === undefined)
    return (
      <Outside title={t('demo.making_title')}>
        <Skeleton rows={4} />
      </Outside>
    );
  if (stage === 'making') return <Making state={state.data} />;
  if (stage === 'unfinished') return <Unfinished state={state.data} ticket={ticket} />;
  if (stage === 'demo' && ticket !== '') return <Entering ticket={ticket} />;
  return <Over />;
}

function Making({ state }: { state: DemoState }): ReactElement {
  const { t } = useTranslation();
  const percent = state.total > 0 ? Math.floor((state.done / state.total) * 100) : 0;
  return (
    <Outside title={t('demo.making_title')} lead={t('demo.making')}>
      <Progress percent={percent} status="active" aria-label={t('demo.progress')} />
    </Outside>
  );
}

function Unfinished({ state, ticket }: { state: DemoState; ticket: string }): ReactElement {
  const { t } = useTranslation();
  const make = useCommand<{ ticket: string }, DemoTicket>('post', '/api/demo', { refreshes: ['/api/demo'] });
  const words = state.possible ? t('demo.unfinished') : t('demo.problem.on_postgres');
  return (
    <Outside title={t('demo.unfinished_title')} lead={words}>
      {state.problem !== undefined && state.problem !== null && (
        <Alert type="error" showIcon role="alert" title={t('demo.failed')} description={state.problem} />
      )}
      {make.isError && <Alert type="error" showIcon role="alert" title={problemText(make.error, t)} />}
      {ticket === '' && <p>{t('demo.unfinished_no_ticket')}</p>}
      {ticket !== '' && state.possible && (
        <Button
          type="primary"
          size="large"
          block
          loading={make.isPending}
          onClick={() => make.mutate({ body: { ticket } })}
        >
          {t('demo.finish')}
        </Button>
      )}
    </Outside>
  );
}

function Entering({ ticket }: { ticket: string }): ReactElement {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const asked = useRef(false);
  const { mutate, isError } = useCommand<{ ticket: string }, { path: string }>('post', '/api/demo/entrance', {
    onDone: ({ path }) => void navigate(path, { replace: true }),
  });
  useEffect(() => {
    if (asked.current) return; // An effect may run twice; the ticket works once.
    asked.current = true;
    mutate({ body: { ticket } });
  }, [mutate, ticket]);
  if (isError) return <Over />;
  return (
    <Outside title={t('demo.making_title')} lead={t('demo.entering')}>
      <Progress percent={100} aria-label={t('demo.progress')} />
    </Outside>
  );
}

function Over(): ReactElement {
  const { t } = useTranslation();
  return (
    <Outside title={t('demo.over_title')} lead={t('demo.over')}>
      <Link to="/signin" replace>
        <Button type="primary" size="large" block>
          {t('access.sign_in.action')}
        </Button>
      </Link>
    </Outside>
  );
}
