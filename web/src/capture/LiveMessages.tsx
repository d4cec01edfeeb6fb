import { CaretRightOutlined, PauseOutlined } from '@ant-design/icons';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '@/api/hooks';
import { useFormat } from '@/app/session';
import { Empty } from '@/ui/Empty';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import type { Tone } from '@/ui/StatusTag';
import styles from './Live.module.css';
import { eventIn, indented, refusalText } from './message';
import type { Fate, RecentMessage, Source } from './nouns';

const tones: Record<Fate, Tone> = { accepted: 'good', repeated: 'neutral', rejected: 'harm' };

interface LiveProps {
  source: Source;
  onConnect: () => void;
  onRefused: () => void;
}

/** Messages as they come in, newest first: what whoever connects a client wants to see. */
export function LiveMessages({ source, onConnect, onRefused }: LiveProps): ReactElement {
  const { t } = useTranslation();
  const [paused, setPaused] = useState(false);
  const [onlyRefused, setOnlyRefused] = useState(false);
  // A hidden window does not ask.
  const recent = useRead<{ items: RecentMessage[] }>(
    '/api/sources/{source_id}/recent',
    { params: { source_id: source.id } },
    { every: 2_000, staleTime: 0, enabled: !paused },
  );
  const items = recent.data?.items ?? [];
  const shown = onlyRefused ? items.filter(({ verdict }) => verdict.fate === 'rejected') : items;
  if (recent.isPending) return <Skeleton padded rows={6} />;
  if (!recent.data) return <Problem large error={recent.error} onRetry={recent.refetch} />;
  return (
    <>
      <div className={styles.bar}>
        <span className={styles.state} data-paused={paused || recent.isError} role="status">
          {t(paused ? 'capture.live.paused' : recent.isError ? 'capture.live.broken' : 'capture.live.on')}
        </span>
        <Checkbox checked={onlyRefused} onChange={(event) => setOnlyRefused(event.target.checked)}>
          {t('capture.live.only_refused')}
        </Checkbox>
        <Button
          size="small"
          icon={paused ? <CaretRightOutlined /> : <PauseOutlined />}
          onClick={() => setPaused(!paused)}
        >
          {t(paused ? 'capture.live.resume' : 'capture.live.pause')}
        </Button>
      </div>
      {items.length === 0 && (
        <Empty
          text={t('capture.live.empty')}
          action={<Button onClick={onConnect}>{t('capture.live.connect')}</Button>}
        />
      )}
      {items.length > 0 && shown.length === 0 && <Empty text={t('capture.live.none_refused')} />}
      <ul className={styles.messages}>
        {shown.map((message) => (
          <Message key={message.number} message={message} onRefused={onRefused} />
        ))}
      </ul>
      {items.length > 0 && <p className={styles.foot}>{t('capture.live.means')}</p>}
    </>
  );
}

function Message({ message, onRefused }: { message: RecentMessage; onRefused: () => void }): ReactElement {
  const { t } = useTranslation();
  const { time, dateTime } = useFormat();
  const [open, setOpen] = useState(false);
  const { verdict, user_id, anonymous_id, type, name } = message;
  const refused = verdict.fate === 'rejected';
  const call = t(`capture.call.${type || 'unreadable'}`, { defaultValue: type });
  const who = user_id || (anonymous_id && t('capture.live.visitor', { id: anonymous_id }));
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <time dateTime={message.at} title={dateTime(message.at, true)}>
            {time(message.at, true)}
          </time>
          <StatusTag tone={tones[verdict.fate]}>{t(`capture.fate.${verdict.fate}`)}</StatusTag>
          <span className={styles.what}>
            <span className={styles.call}>{call}</span> {name}
          </span>
          <span className={styles.who}>{who}</span>
          {refused && (
            <span className={styles.why}>
              {verdict.field && <code>{verdict.field}</code>} {refusalText(verdict, t)}
            </span>
          )}
        </summary>
        {open && <Detail message={message} onRefused={onRefused} />}
      </details>
    </li>
  );
}

function Detail({ message, onRefused }: { message: RecentMessage; onRefused: () => void }): ReactElement {
  const { t } = useTranslation();
  const { verdict, type, body } = message;
  // A name of ours is not theirs to define.
  const event = verdict.code === 'tracking.reserved_name' ? '' : eventIn(body);
  return (
    <div className={styles.detail}>
      {verdict.fate === 'repeated' && <p className={styles.quiet}>{t('capture.live.repeated_means')}</p>}
      {type === '' && <p className={styles.quiet}>{t('capture.live.unreadable_means')}</p>}
      <pre tabIndex={0} aria-label={t('capture.rejected.body')}>
        {indented(body)}
      </pre>
      <p className={styles.links}>
        {verdict.fate === 'rejected' && type !== '' && (
          <Button size="small" onClick={onRefused}>
            {t('capture.live.mend')}
          </Button>
        )}
        {event !== '' && (
          <Link to={`/capture/events?event=${encodeURIComponent(event)}`}>
            {t('capture.live.definition')}
          </Link>
        )}
      </p>
    </div>
  );
}
