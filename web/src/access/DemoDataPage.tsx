import { Button, Descriptions, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useCommand, useRead } from '@/api/hooks';
import { useFormat, useMe } from '@/app/session';
import { Card } from '@/ui/Card';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import type { DemoState, DemoTicket } from './demo';

/** Has the demo made anew: asked twice, by the company's name and by a last question. */
export function DemoDataPage(): ReactElement {
  const { t } = useTranslation();
  const state = useRead<DemoState>('/api/demo');
  return (
    <Page narrow title={t('demo.reset_title')} intro={t('demo.reset_intro')}>
      {state.isPending && <Skeleton rows={5} />}
      {state.isError && <Problem large error={state.error} onRetry={state.refetch} />}
      {state.data &&
        (state.data.stage === 'demo' ? <Reset state={state.data} /> : <p>{t('demo.no_demo')}</p>)}
    </Page>
  );
}

function Reset({ state }: { state: DemoState }): ReactElement {
  const { t } = useTranslation();
  const { num, dateTime } = useFormat();
  const { company } = useMe();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [isAsking, setAsking] = useState(false);
  const reset = useCommand<{ company: string }, DemoTicket>('post', '/api/demo/reset', {
    onDone: ({ ticket }) => void navigate(`/demo?ticket=${ticket}`, { replace: true }),
  });
  if (!state.possible) return <Card title={t('demo.reset_card')}>{t('demo.problem.on_postgres')}</Card>;
  return (
    <Card title={t('demo.reset_card')} hint={t('demo.reset_means')}>
      <Descriptions
        column={2}
        size="small"
        items={[
          { key: 'size', label: t('demo.size'), children: num(state.size ?? 0) },
          { key: 'until', label: t('demo.until'), children: state.until ? dateTime(state.until) : '' },
        ]}
      />
      {reset.isError && <Problem error={reset.error} />}
      <Form layout="vertical" requiredMark={false} onFinish={() => setAsking(true)}>
        <Form.Item label={t('demo.reset_type', { company })} htmlFor="demo-company">
          <Input
            id="demo-company"
            value={typed}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
        </Form.Item>
        <Button danger type="primary" htmlType="submit" disabled={typed.trim() !== company}>
          {t('demo.reset_action')}
        </Button>
      </Form>
      <Modal
        open={isAsking}
        title={t('demo.reset_ask')}
        okText={t('demo.reset_yes')}
        cancelText={t('demo.reset_no')}
        okButtonProps={{ danger: true, loading: reset.isPending }}
        onOk={() => {
          setAsking(false);
          reset.mutate({ body: { company: typed.trim() } });
        }}
        onCancel={() => setAsking(false)}
      >
        {t('demo.reset_ask_means')}
      </Modal>
    </Card>
  );
}
