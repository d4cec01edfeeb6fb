import { ArrowLeftOutlined, CheckCircleFilled, HomeOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Page, Schema } from '@/api';
import { useCommand, useRead } from '@/api/hooks';
import { useFormat } from '@/app/session';
import { PhonePage } from '@/ui/phone';
import { Problem } from '@/ui/Problem';
import { Money, When } from '@/ui/values';
import { MoneyInput } from './MoneyInput';
import styles from './Till.module.css';

type CouponView = Schema<'CouponView'>;
type Redeemed = Schema<'Coupon'>;

/** As the server keeps it: read out, scanned or typed with blanks, it is the same code. */
function tidy(code: string): string {
  return code.replace(/[\s-]/g, '').toUpperCase();
}

/** At the till: the customer's code, what the order comes to, done. */
export function TillPage(): ReactElement {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [redeemed, setRedeemed] = useState<Redeemed | null>(null);
  const found = useRead<Page<CouponView>>('/api/coupons', { query: { code } }, { enabled: code !== '' });
  const coupon = code === '' ? undefined : found.data?.items[0];
  const restart = () => {
    setCode('');
    setRedeemed(null);
  };
  return (
    <PhonePage
      title={t('offer.till.title')}
      back={
        coupon !== undefined && redeemed === null ? (
          <Button
            type="text"
            size="large"
            icon={<ArrowLeftOutlined />}
            aria-label={t('offer.till.back')}
            onClick={restart}
          />
        ) : (
          <Link to="/me" className={styles.home} aria-label={t('offer.till.leave')}>
            <HomeOutlined />
          </Link>
        )
      }
    >
      {redeemed !== null && <Done coupon={redeemed} onNext={restart} />}
      {redeemed === null && coupon !== undefined && (
        <OrderStep coupon={coupon} onRedeemed={setRedeemed} onNext={restart} />
      )}
      {redeemed === null && coupon === undefined && (
        <CodeStep
          busy={found.isFetching}
          onCode={(given) => (given === code ? void found.refetch() : setCode(given))}
        >
          {found.isError && <Problem error={found.error} onRetry={found.refetch} />}
          {found.isSuccess && !found.isFetching && <p role="alert">{t('offer.till.no_such_code')}</p>}
        </CodeStep>
      )}
    </PhonePage>
  );
}

interface CodeStepProps {
  busy: boolean;
  onCode: (code: string) => void;
  /** What became of the code given before. */
  children: ReactNode;
}

/** A scanner types like a keyboard and ends with Enter, so one field takes both. */
function CodeStep({ busy, onCode, children }: CodeStepProps): ReactElement {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const code = tidy(typed);
  return (
    <form
      className={styles.step}
      onSubmit={(event) => {
        event.preventDefault();
        if (code !== '') onCode(code);
      }}
    >
      <div className={styles.field}>
        <label htmlFor="code">{t('offer.till.code')}</label>
        <Input
          id="code"
          autoFocus
          size="large"
          className={styles.code ?? ''}
          value={typed}
          maxLength={40}
          autoCapitalize="characters"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <p className={styles.quiet}>{t('offer.till.code_means')}</p>
      {children}
      <Button type="primary" size="large" block htmlType="submit" disabled={code === ''} loading={busy}>
        {t('offer.till.look')}
      </Button>
    </form>
  );
}

function Ticket({ coupon, usable }: { coupon: CouponView; usable: boolean }): ReactElement {
  const { t } = useTranslation();
  const { money } = useFormat();
  return (
    <div className={styles.ticket} data-usable={usable}>
      <p className={styles.value}>
        <Money minor={coupon.face_value} />
      </p>
      <h2>{coupon.name}</h2>
      <p className={styles.quiet}>
        {coupon.threshold > 0
          ? t('offer.till.from', { amount: money(coupon.threshold) })
          : t('offer.till.any_order')}{' '}
        {t('offer.till.until')} <When at={coupon.usable_until} as="date" />
      </p>
    </div>
  );
}

interface OrderStepProps {
  coupon: CouponView;
  onRedeemed: (coupon: Redeemed) => void;
  onNext: () => void;
}

function OrderStep({ coupon, onRedeemed, onNext }: OrderStepProps): ReactElement {
  const { t } = useTranslation();
  const { money } = useFormat();
  const [amount, setAmount] = useState<number | null>(null);
  const [number, setNumber] = useState('');
  const redeem = useCommand<Schema<'RedeemByCode'>, Redeemed>('post', '/api/coupons/redeem', {
    refreshes: ['/api/coupons', '/api/customers', '/api/campaigns', '/api/home'],
    onDone: onRedeemed,
  });
  const usable = coupon.state === 'claimed' || coupon.state === 'locked';
  if (!usable)
    return (
      <section className={styles.step}>
        <Ticket coupon={coupon} usable={false} />
        <p role="alert">
          {t(`offer.till.is.${coupon.state}`)} {coupon.redeemed_at && <When at={coupon.redeemed_at} />}
        </p>
        <Button type="primary" size="large" block onClick={onNext}>
          {t('offer.till.next')}
        </Button>
      </section>
    );
  const off = Math.min(coupon.face_value, amount ?? coupon.face_value);
  const isShort = amount !== null && amount < coupon.threshold;
  const ready = amount !== null && amount > 0 && !isShort;
  const send = () => {
    if (!ready) return;
    const order = number.trim();
    redeem.mutate({
      body: { code: coupon.code, order_amount: amount, ...(order === '' ? {} : { order_number: order }) },
    });
  };
  return (
    <form
      className={styles.step}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Ticket coupon={coupon} usable />
      <div className={styles.field}>
        <label htmlFor="amount">{t('offer.till.amount')}</label>
        <MoneyInput id="amount" value={amount} onChange={setAmount} />
      </div>
      <div className={styles.field}>
        <label htmlFor="number">{t('offer.till.number')}</label>
        <Input
          id="number"
          value={number}
          maxLength={80}
          onChange={(event) => setNumber(event.target.value)}
        />
      </div>
      <p className={styles.quiet}>{t('offer.till.number_means')}</p>
      {isShort && (
        <p role="alert">{t('offer.till.short', { missing: money(coupon.threshold - (amount ?? 0)) })}</p>
      )}
      {ready && <Sums amount={amount} off={off} />}
      {redeem.isError && <Problem error={redeem.error} />}
      <Button
        type="primary"
        size="large"
        block
        htmlType="submit"
        disabled={!ready}
        loading={redeem.isPending}
      >
        {t('offer.till.redeem', { off: money(off) })}
      </Button>
    </form>
  );
}

function Sums({ amount, off }: { amount: number; off: number }): ReactElement {
  const { t } = useTranslation();
  return (
    <dl className={styles.sums}>
      <dt>{t('offer.till.order')}</dt>
      <dd>
        <Money minor={amount} />
      </dd>
      <dt>{t('offer.till.off')}</dt>
      <dd>
        <Money minor={-off} />
      </dd>
      <dt className={styles.pay}>{t('offer.till.pay')}</dt>
      <dd className={styles.pay}>
        <Money minor={amount - off} />
      </dd>
    </dl>
  );
}

function Done({ coupon, onNext }: { coupon: Redeemed; onNext: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <section className={styles.done} role="status">
      <CheckCircleFilled className={styles.tick} aria-hidden />
      <h2>{t('offer.till.done')}</h2>
      <Sums amount={coupon.order_amount ?? 0} off={coupon.discount ?? 0} />
      <Button type="primary" size="large" block onClick={onNext}>
        {t('offer.till.next')}
      </Button>
    </section>
  );
}
