import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/app/session';
import type { KnownKey } from '@/insight/nouns';
import styles from './Events.module.css';
import type { EventMeaning, KnownEventName } from './nouns';
import { meaningFields } from './nouns';

/** What would be saved. */
interface Next {
  meaning: EventMeaning;
  blocked: boolean;
  fields: Record<string, string>;
}

interface EventConsequencesProps {
  known: KnownEventName;
  seen: KnownKey[] | null;
  next: Next;
}

/** What a message must have to be an order or a refund. Without a choice, Segment's other names do too. */
const needed: Partial<Record<EventMeaning, Record<string, string[]>>> = {
  order: { number: ['order_id'], amount: ['total', 'revenue', 'value'] },
  refund: { number: ['order_id'] },
};

/** The properties without which messages are refused, and which none had so far. */
function missingOf({ meaning, fields }: Next, seen: KnownKey[]): string[] {
  const had = new Set(seen.map(({ key }) => key));
  return Object.entries(needed[meaning] ?? {})
    .map(([field, usual]) => (fields[field] === undefined ? usual : [fields[field]]))
    .filter((names) => !names.some((name) => had.has(name)))
    .map((names) => names[0] ?? '');
}

function isChanged({ definition }: KnownEventName, next: Next): boolean {
  const fields = (all: Record<string, string>) => JSON.stringify(Object.entries(all).sort());
  return (
    definition.meaning !== next.meaning ||
    definition.blocked !== next.blocked ||
    fields(definition.fields) !== fields(next.fields)
  );
}

/** What follows from the definition, in words, while it is being typed. */
export function EventConsequences({ known, seen, next }: EventConsequencesProps): ReactElement {
  const { t, i18n } = useTranslation();
  const { num } = useFormat();
  const { meaning, blocked } = next;
  const properties = { ...meaningFields[meaning], ...next.fields };
  const missing = seen !== null && known.count > 0 && !blocked ? missingOf(next, seen) : [];
  return (
    <section className={styles.consequences} aria-live="polite">
      <h3>{t('ui.editor.consequences')}</h3>
      <ul>
        {blocked ? (
          <li>
            {t('capture.consequence.blocked')}{' '}
            {known.month > 0 && t('capture.consequence.blocked_month', { times: num(known.month) })}
          </li>
        ) : (
          <li>{t(`capture.consequence.${meaning}`, properties)}</li>
        )}
        {missing.length > 0 && (
          <li className={styles.warning}>
            {t('capture.consequence.missing', {
              properties: new Intl.ListFormat(i18n.language).format(missing),
              times: num(known.count),
            })}
          </li>
        )}
        {known.count > 0 && isChanged(known, next) && (
          <li>{t('capture.consequence.from_now', { times: num(known.count) })}</li>
        )}
      </ul>
    </section>
  );
}

/** The properties that came with it: name, kind and a few values. */
export function SeenProperties({ seen }: { seen: KnownKey[] | null }): ReactElement | null {
  const { t } = useTranslation();
  if (seen === null) return null;
  return (
    <section className={styles.seen}>
      <h3>{t('capture.events.properties')}</h3>
      {seen.length === 0 && <p className={styles.description}>{t('capture.events.no_properties')}</p>}
      {seen.length > 0 && (
        <table>
          <tbody>
            {seen.map(({ key, kind, examples }) => (
              <tr key={key}>
                <th scope="row">
                  <code>{key}</code>
                </th>
                <td>{t(`capture.property_kind.${kind}`)}</td>
                <td className={styles.examples}>{examples.slice(0, 4).join(' · ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
