import { Button } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import type { Tone } from '@/ui/StatusTag';
import { None, Num } from '@/ui/values';
import { EventDrawer } from './EventDrawer';
import styles from './Events.module.css';
import { descriptionOf } from './eventWords';
import type { EventMeaning, KnownEventName } from './nouns';
import { eventMeanings } from './nouns';

const tones: Record<EventMeaning, Tone> = {
  behaviour: 'neutral',
  order: 'good',
  refund: 'warn',
  touchpoint: 'busy',
};

/** The event dictionary: what clients send, how often, and what it means beside being behaviour. */
export function EventsPage(): ReactElement {
  const { t, i18n } = useTranslation();
  const [address, setAddress] = useSearchParams();
  const [adding, setAdding] = useState(false);
  const opened = address.get('event');
  const open = (name: string | null) =>
    setAddress(
      (before) => {
        const after = new URLSearchParams(before);
        if (name === null) after.delete('event');
        else after.set('event', name);
        return after;
      },
      { replace: true },
    );
  const columns: Column<KnownEventName>[] = [
    {
      key: 'name',
      title: t('capture.events.name'),
      primary: true,
      render: ({ definition }) => (
        <>
          <button type="button" className={styles.name} onClick={() => open(definition.name)}>
            {definition.name}
          </button>
          <small className={styles.description}>{descriptionOf(definition, t, i18n.language)}</small>
        </>
      ),
      csv: ({ definition }) => definition.name,
    },
    {
      key: 'meaning',
      title: t('capture.events.meaning'),
      render: ({ definition: { meaning } }) => (
        <StatusTag tone={tones[meaning]}>{t(`capture.meaning.${meaning}`)}</StatusTag>
      ),
      csv: ({ definition }) => definition.meaning,
    },
    {
      key: 'month',
      title: t('capture.events.month'),
      align: 'right',
      render: ({ month }) => <Num value={month} />,
      csv: ({ month }) => month,
    },
    {
      key: 'count',
      title: t('capture.events.count'),
      align: 'right',
      render: ({ count }) => <Num value={count} />,
      csv: ({ count }) => count,
    },
    {
      key: 'people',
      title: t('capture.events.people'),
      align: 'right',
      render: ({ people }) => <Num value={people} />,
      csv: ({ people }) => people,
    },
    {
      key: 'blocked',
      title: t('capture.events.intake'),
      render: ({ definition }) =>
        definition.blocked ? <StatusTag tone="harm">{t('capture.events.blocked')}</StatusTag> : <None />,
      csv: ({ definition }) => (definition.blocked ? 'blocked' : ''),
    },
  ];
  return (
    <>
      <ListPage<KnownEventName>
        title={t('capture.events.title')}
        step="capture"
        intro={t('capture.events.intro')}
        name="event_definitions"
        path="/api/event_definitions"
        rowKey={({ definition }) => definition.name}
        columns={columns}
        search={{ placeholder: t('capture.events.search') }}
        filters={[
          {
            name: 'meaning',
            label: t('capture.events.meaning'),
            options: eventMeanings.map((value) => ({ value, label: t(`capture.meaning.${value}`) })),
          },
        ]}
        views={[
          { key: 'all', label: t('capture.events.all'), query: {} },
          { key: 'seen', label: t('capture.events.seen'), query: { seen: 'true' } },
          { key: 'blocked', label: t('capture.events.blocked'), query: { blocked: 'true' } },
        ]}
        empty={t('capture.events.empty')}
        actions={<Button onClick={() => setAdding(true)}>{t('capture.events.add')}</Button>}
      />
      {opened !== null && <EventDrawer key={opened} name={opened} onClose={() => open(null)} />}
      {adding && <EventDrawer name={null} onClose={() => setAdding(false)} />}
    </>
  );
}
