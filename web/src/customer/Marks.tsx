import { CloseOutlined } from '@ant-design/icons';
import { Button, Input, InputNumber, Space } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useRead } from '@/api/hooks';
import type { CommandBody } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { useSay, useUndoToast } from '@/ui/actions';
import { Problem } from '@/ui/Problem';
import { When } from '@/ui/values';
import { nameIn } from './fields';
import { useMarkKinds } from './markKinds';
import type { Mark, MarkKind } from './markKinds';
import styles from './Marks.module.css';

const path = '/api/customers/{customer_id}/marks';
type Sent = CommandBody<'post', typeof path>;
interface MarkList {
  items: Mark[];
}

interface MarksProps {
  customerId: number;
  /** The lead during whose work they are heard, and its business. */
  leadId?: number;
  about?: string;
}

/** What agents heard: intent, objection, budget. One tap sets a mark; the history stays. */
export function Marks({ customerId, leadId, about }: MarksProps): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const say = useSay();
  const undo = useUndoToast();
  const kinds = useMarkKinds();
  const [all, setAll] = useState(false);
  const refreshes = [path, '/api/customers/{customer_id}/timeline'];
  const marks = useRead<MarkList>(path, { params: { customer_id: customerId } });
  const withdraw = useCommand<undefined, MarkList>('delete', '/api/customers/{customer_id}/marks/{mark_id}', {
    refreshes,
  });
  const set = useCommand<Sent, MarkList>('post', path, { refreshes });
  const takeBack = (mark: Mark) =>
    withdraw.mutate({ params: { customer_id: customerId, mark_id: mark.id } }, { onError: say.failed });
  const send = (body: Omit<Sent, 'about' | 'lead_id'>) =>
    set.mutate(
      {
        params: { customer_id: customerId },
        body: { ...body, ...(about ? { about } : {}), ...(leadId ? { lead_id: leadId } : {}) },
      },
      {
        onError: say.failed,
        onSuccess: ({ items }) => {
          const fresh = items[0];
          if (fresh) undo({ text: t('profile.mark.set'), undo: () => takeBack(fresh) });
        },
      },
    );
  if (marks.isError) return <Problem error={marks.error} onRetry={marks.refetch} />;
  const items = marks.data?.items ?? [];
  const shown = kinds.filter((kind) => !kind.retired || items.some((mark) => mark.kind === kind.kind));
  const past = items.filter((mark) => all || mark.holds);
  return (
    <div className={styles.marks}>
      {past.length > 0 && (
        <ul className={styles.list}>
          {past.map((mark) => (
            <Line
              key={mark.id}
              mark={mark}
              kind={kinds.find((kind) => kind.kind === mark.kind)}
              onWithdraw={may('customer_write') && !mark.withdrawn_at ? () => takeBack(mark) : null}
            />
          ))}
        </ul>
      )}
      {items.length > items.filter((mark) => mark.holds).length && (
        <Button type="link" size="small" className={styles.more ?? ''} onClick={() => setAll(!all)}>
          {t(all ? 'profile.mark.fewer' : 'profile.mark.earlier')}
        </Button>
      )}
      {may('customer_write')
        ? shown
            .filter((kind) => !kind.retired)
            .map((kind) => (
              <Setter
                key={kind.kind}
                kind={kind}
                current={items.find(
                  (mark) => mark.holds && mark.kind === kind.kind && mark.about === (about ?? ''),
                )}
                busy={set.isPending}
                onSet={send}
              />
            ))
        : items.length === 0 && <p className={styles.hint}>{t('profile.mark.none')}</p>}
    </div>
  );
}

interface LineProps {
  mark: Mark;
  kind: MarkKind | undefined;
  onWithdraw: (() => void) | null;
}

function Line({ mark, kind, onWithdraw }: LineProps): ReactElement {
  const { t, i18n } = useTranslation();
  const { money } = useFormat();
  const choice = kind?.choices.find((one) => one.value === mark.value);
  const amount = mark.amount ?? null;
  const said = amount !== null ? money(amount) : choice ? nameIn(choice, i18n.language) : mark.value;
  const about = mark.about && t(`sales.kind.${mark.about}`, { defaultValue: mark.about });
  const gone = Boolean(mark.withdrawn_at);
  return (
    <li className={styles.line} data-gone={gone}>
      <span className={styles.grow}>
        <span className={styles.kind}>{kind ? nameIn(kind, i18n.language) : mark.kind}</span>{' '}
        <strong>{said}</strong>
        <small className={styles.under}>
          <When at={mark.at} /> · {[about, mark.by_name, mark.note].filter(Boolean).join(' · ')}
          {gone && ` · ${t('profile.mark.withdrawn')}`}
        </small>
      </span>
      {onWithdraw && (
        <Button
          type="text"
          size="small"
          icon={<CloseOutlined />}
          aria-label={t('profile.mark.withdraw', { what: said })}
          onClick={onWithdraw}
        />
      )}
    </li>
  );
}

interface SetterProps {
  kind: MarkKind;
  current: Mark | undefined;
  busy: boolean;
  onSet: (body: Omit<Sent, 'about' | 'lead_id'>) => void;
}

function Setter({ kind, current, busy, onSet }: SetterProps): ReactElement {
  const { t, i18n } = useTranslation();
  const { locale } = useFormat();
  const [text, setText] = useState('');
  const [amount, setAmount] = useState<number | null>(null);
  const name = nameIn(kind, i18n.language);
  if (kind.type === 'choice')
    return (
      <div className={styles.setter} role="group" aria-label={name}>
        <span className={styles.kind}>{name}</span>
        <div className={styles.chips}>
          {kind.choices.map((choice) => (
            <button
              key={choice.value}
              type="button"
              className={styles.chip}
              aria-pressed={current?.value === choice.value}
              disabled={busy}
              onClick={() => onSet({ kind: kind.kind, value: choice.value })}
            >
              {nameIn(choice, i18n.language)}
            </button>
          ))}
        </div>
      </div>
    );
  const isMoney = kind.type === 'money';
  const ready = isMoney ? amount !== null : text.trim() !== '';
  const send = () => {
    if (!ready || busy) return;
    if (isMoney) {
      const minor = Math.round((amount ?? 0) * 10 ** locale.currency_digits);
      onSet({ kind: kind.kind, amount: minor });
    } else {
      onSet({ kind: kind.kind, value: text.trim() });
    }
    setText('');
    setAmount(null);
  };
  return (
    <div className={styles.setter}>
      <span className={styles.kind}>{name}</span>
      <Space.Compact className={styles.typed ?? ''}>
        {isMoney ? (
          <InputNumber<number>
            size="small"
            min={0}
            max={1e9}
            precision={locale.currency_digits}
            style={{ width: '100%' }}
            aria-label={name}
            value={amount}
            onChange={setAmount}
            onPressEnter={send}
          />
        ) : (
          <Input
            size="small"
            maxLength={400}
            aria-label={name}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onPressEnter={send}
          />
        )}
        <Button size="small" disabled={!ready} loading={busy} onClick={send}>
          {t('profile.mark.mark')}
        </Button>
      </Space.Compact>
    </div>
  );
}
