import { Button } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import { refresh, useCommand } from '@/api/hooks';
import type { ApiProblem } from '@/api/problem';
import { asProblem } from '@/api/problem';
import { useFormat } from '@/app/session';
import { useSay } from '@/ui/actions';
import { List } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import { When } from '@/ui/values';
import { MendDrawer } from './MendDrawer';
import { eventIn, indented, refusalText } from './message';
import type { RejectedMessage, Source } from './nouns';
import styles from './Source.module.css';

const sendAgain = '/api/rejected_messages/{message_id}/send_again';

/** What was refused and why; sent again once its cause, or the message, is mended. */
export function RefusedMessages({ source }: { source: Source }): ReactElement {
  const { t } = useTranslation();
  const { dateTime } = useFormat();
  const [mending, setMending] = useState<{ message: RejectedMessage; problem: ApiProblem | null } | null>(
    null,
  );
  const columns: Column<RejectedMessage>[] = [
    {
      key: 'reason',
      title: t('capture.rejected.reason'),
      primary: true,
      render: (row) => (
        <span className={styles.cause}>
          {refusalText(row, t)}
          {row.field && <code>{row.field}</code>}
        </span>
      ),
      csv: (row) => refusalText(row, t),
    },
    {
      key: 'field',
      title: t('capture.rejected.field'),
      optional: true,
      render: (row) => <code>{row.field}</code>,
      csv: (row) => row.field,
    },
    {
      key: 'body',
      title: t('capture.rejected.body'),
      render: (row) => (
        <details className={styles.body}>
          <summary>{eventIn(row.body) || row.message_id || t('capture.rejected.show')}</summary>
          <pre>{indented(row.body)}</pre>
        </details>
      ),
      csv: (row) => row.body,
    },
    {
      key: 'at',
      title: t('capture.rejected.at'),
      render: (row) => <span title={dateTime(row.at, true)}>{dateTime(row.at)}</span>,
      csv: (row) => row.at,
    },
    {
      key: 'again',
      title: '',
      align: 'right',
      render: (row) => <Again message={row} onMend={(problem) => setMending({ message: row, problem })} />,
    },
  ];
  return (
    <>
      <List<RejectedMessage>
        path="/api/sources/{source_id}/rejected"
        params={{ source_id: source.id }}
        name="rejected_messages"
        rowKey={(row) => row.id}
        columns={columns}
        views={[
          { key: 'all', label: t('capture.rejected.all'), query: {} },
          { key: 'open', label: t('capture.rejected.open'), query: { mended: 'false' } },
          { key: 'taken', label: t('capture.rejected.taken'), query: { mended: 'true' } },
        ]}
        empty={t('capture.rejected.empty')}
        bulk={(rows, clear) => <AllAgain rows={rows} onDone={clear} />}
      />
      {mending && <MendDrawer {...mending} onClose={() => setMending(null)} />}
    </>
  );
}

interface AgainProps {
  message: RejectedMessage;
  /** To be mended by hand; with the refusal that has just come, if one has. */
  onMend: (problem: ApiProblem | null) => void;
}

function Again({ message, onMend }: AgainProps): ReactElement {
  const { t } = useTranslation();
  const say = useSay();
  const send = useCommand<object, RejectedMessage>('post', sendAgain, {
    refreshes: ['/api/sources'],
    onDone: () => say.done(t('capture.again.done')),
  });
  if (message.mended_at) {
    return (
      <span className={styles.taken}>
        <StatusTag tone="good">{t('capture.again.taken')}</StatusTag> <When at={message.mended_at} />
      </span>
    );
  }
  const refused = (problem: ApiProblem) =>
    problem.status === 422 || problem.status === 400 ? onMend(problem) : say.failed(problem);
  return (
    <span className={styles.again}>
      <Button
        size="small"
        loading={send.isPending}
        onClick={() => send.mutate({ params: { message_id: message.id }, body: {} }, { onError: refused })}
      >
        {t('capture.again.send')}
      </Button>
      <Button size="small" type="link" onClick={() => onMend(null)}>
        {t('capture.again.edit')}
      </Button>
    </span>
  );
}

/** Sends the chosen ones as they came: after the dictionary was corrected, that is all they need. */
function AllAgain({ rows, onDone }: { rows: RejectedMessage[]; onDone: () => void }): ReactElement {
  const { t } = useTranslation();
  const say = useSay();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const open = rows.filter((row) => !row.mended_at);
  const send = async () => {
    setBusy(true);
    let taken = 0;
    for (const row of open) {
      try {
        await api.post(sendAgain, {}, { params: { message_id: row.id } });
        ++taken;
      } catch (error) {
        if (asProblem(error).isUncertain) {
          say.failed(error);
          break;
        }
      }
    }
    setBusy(false);
    say.done(t('capture.again.all_done', { taken, left: open.length - taken }));
    await refresh(client, '/api/sources');
    onDone();
  };
  return (
    <Button size="small" loading={busy} disabled={open.length === 0} onClick={() => void send()}>
      {t('capture.again.send_all', { count: open.length })}
    </Button>
  );
}
