import { Checkbox, Form, Input } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import { useFormat } from '@/app/session';
import { useConfirmCount, useUndoToast } from '@/ui/actions';
import { FormDrawer } from '@/ui/FormDrawer';
import { aboutPeople, keyText, parting, profileName, useTakeBack } from './identity';
import type { Decided, IdentityReport, Parting } from './identity';
import styles from './Identity.module.css';
import { useKindName } from './kinds';
import type { CustomerHead } from './nouns';

interface Values {
  profile_ids: number[];
  note?: string;
}

interface PartDrawerProps {
  head: CustomerHead;
  report: IdentityReport;
  onClose: () => void;
}

/** "This is somebody else": some records leave, with all that came with them. */
export function PartDrawer({ head, report, onClose }: PartDrawerProps): ReactElement {
  const { t } = useTranslation();
  const { num, money } = useFormat();
  const kindName = useKindName();
  const confirm = useConfirmCount();
  const undoToast = useUndoToast();
  const takeBack = useTakeBack();
  const [form] = Form.useForm<Values>();
  const chosen = Form.useWatch('profile_ids', form) ?? [];
  const part = useCommand<{ profile_ids: number[]; note?: string }, Decided>(
    'post',
    '/api/customers/{customer_id}/part',
    {
      refreshes: aboutPeople,
      onDone: ({ decision_id }) => {
        onClose();
        undoToast({ text: t('customer.part.done'), undo: () => takeBack.run(decision_id) });
      },
    },
  );
  const first = report.profiles[0];
  const name = head.name || (first ? profileName(first, kindName) : '');
  const says = ({ profiles, orders, amount }: Parting['goes']) =>
    [
      t('customer.why_one.record_count', { count: profiles }),
      t('customer.order_count', { count: orders, orders: num(orders) }),
      money(amount),
    ].join(t('customer.people_comma'));
  const submit = ({ profile_ids, note }: Values) => {
    const { goes, stays } = parting(report, profile_ids);
    const sides = { goes: says(goes), stays: says(stays) };
    confirm({
      title: t('customer.part.sure', { count: goes.profiles, name }),
      text: `${t('customer.part.what_goes_where', sides)} ${t('customer.part.never_again')}`,
      action: t('customer.part.action'),
      danger: false,
      run: () =>
        part.mutateAsync({
          params: { customer_id: head.id },
          body: { profile_ids, ...(note?.trim() ? { note: note.trim() } : {}) },
        }),
    });
  };
  return (
    <FormDrawer<Values>
      title={t('customer.part.ask')}
      action={t('customer.part.action')}
      form={form}
      initial={{ profile_ids: [] }}
      busy={part.isPending}
      error={part.error}
      size={520}
      onSubmit={submit}
      onClose={onClose}
    >
      <Form.Item
        name="profile_ids"
        label={t('customer.part.which')}
        rules={[
          { required: true, type: 'array', min: 1, message: t('customer.part.choose') },
          {
            validator: (_rule, ids: number[]) =>
              ids.length === report.profiles.length
                ? Promise.reject(new Error(t('customer.part.leave_one')))
                : Promise.resolve(),
          },
        ]}
      >
        <Checkbox.Group className={styles.choices ?? ''}>
          {report.profiles.map((profile) => (
            <Checkbox key={profile.id} value={profile.id} className={styles.choice ?? ''}>
              {profileName(profile, kindName)}
              <small className={styles.under}>
                {[
                  profile.orders === 0
                    ? t('customer.why_one.no_orders')
                    : `${t('customer.order_count', { count: profile.orders, orders: num(profile.orders) })} · ${money(profile.order_amount)}`,
                  ...profile.keys.map((key) => `${kindName(key.kind)} ${keyText(key.kind, key.value)}`),
                ].join(' · ')}
              </small>
            </Checkbox>
          ))}
        </Checkbox.Group>
      </Form.Item>
      {chosen.length > 0 && chosen.length < report.profiles.length && (
        <Effect parting={parting(report, chosen)} name={name} />
      )}
      <Form.Item name="note" label={t('customer.decision.note')} extra={t('customer.decision.note_means')}>
        <Input.TextArea maxLength={400} autoSize={{ minRows: 2, maxRows: 5 }} />
      </Form.Item>
    </FormDrawer>
  );
}

/** What goes where. */
function Effect({ parting: { goes, stays, keys, decisions }, name }: { parting: Parting; name: string }) {
  const { t } = useTranslation();
  const { num, money } = useFormat();
  const kindName = useKindName();
  const side = (title: string, sum: Parting['goes']) => (
    <div>
      <small className={styles.under}>{title}</small>
      <p className={styles.figure}>{t('customer.why_one.record_count', { count: sum.profiles })}</p>
      <small className={styles.under}>
        {t('customer.order_count', { count: sum.orders, orders: num(sum.orders) })} · {money(sum.amount)}
      </small>
    </div>
  );
  return (
    <div className={styles.effect} role="status">
      <div className={styles.sides}>
        {side(t('customer.part.stays_with', { name }), stays)}
        {side(t('customer.part.somebody_else'), goes)}
      </div>
      <ul>
        {keys.map((key) => (
          <li key={`${key.kind} ${key.value}`}>
            {t(key.goes ? 'customer.part.key_goes' : 'customer.part.key_stays', {
              key: `${kindName(key.kind)} ${keyText(key.kind, key.value)}`,
              name,
            })}
          </li>
        ))}
        {decisions.length > 0 && <li>{t('customer.part.joins_back', { count: decisions.length })}</li>}
        <li>{t('customer.part.follows')}</li>
        <li>{t('customer.part.never_again')}</li>
      </ul>
    </div>
  );
}
