import { Form, Input, InputNumber } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandBody } from '@/api/hooks';
import { useCommand } from '@/api/hooks';
import type { Schema } from '@/api/types';
import { useFormat } from '@/app/session';
import { kindName } from '@/customer/kinds';
import type { KindView } from '@/customer/kinds';
import { useSay } from '@/ui/actions';
import { Choices } from '@/ui/Choices';
import { FormDrawer } from '@/ui/FormDrawer';
import styles from './IdentityRules.module.css';

const does = ['unique', 'joins', 'weak'] as const;
type Does = (typeof does)[number];

interface Values {
  kind: string;
  name_zh: string;
  name_en: string;
  priority: number;
  role: Does;
  people_limit: number;
}

interface IdentityKindFormProps {
  /** Null: a new kind. */
  kind: KindView | null;
  kinds: KindView[];
  onClose: () => void;
  /** People are being grouped by the new rule, in this job. */
  onRegroup: (jobId: number) => void;
}

const roleOf = (kind: KindView): Does => (kind.weak ? 'weak' : kind.unique_per_person ? 'unique' : 'joins');

/** Declares a kind of identity, or changes what one may decide. */
export function IdentityKindForm({ kind, kinds, onClose, onRegroup }: IdentityKindFormProps): ReactElement {
  const { t, i18n } = useTranslation();
  const say = useSay();
  const [form] = Form.useForm<Values>();
  const declare = useCommand<CommandBody<'post', '/api/identity_kinds'>, KindView>(
    'post',
    '/api/identity_kinds',
    {
      refreshes: ['/api/identity'],
      onDone: () => {
        say.done(t('access.identity.added'));
        onClose();
      },
    },
  );
  const change = useCommand<CommandBody<'put', '/api/identity_kinds/{kind}'>, Schema<'ChangedKind'>>(
    'put',
    '/api/identity_kinds/{kind}',
    {
      refreshes: ['/api/identity'],
      onDone: ({ job_id }) => {
        if (job_id) onRegroup(job_id);
        else say.done(t('access.identity.saved'));
        onClose();
      },
    },
  );
  const submit = ({ kind: code, role, ...values }: Values) => {
    const rule = {
      ...values,
      name_zh: values.name_zh.trim(),
      name_en: values.name_en.trim(),
      unique_per_person: role === 'unique',
      weak: role === 'weak',
    };
    if (kind === null) return declare.mutate({ body: { kind: code.trim(), ...rule } });
    change.mutate({ params: { kind: kind.kind }, body: { ...rule, seen_version: kind.version } });
  };
  const required = (what: string) => ({ required: true, message: t('access.needed', { what }) });
  const title = kind === null ? t('access.identity.add') : kindName(kind, i18n.language);
  return (
    <FormDrawer<Values>
      title={title}
      action={kind === null ? t('access.identity.add') : t('ui.save')}
      form={form}
      initial={
        kind === null ? { role: 'joins', priority: 45, people_limit: 10 } : { ...kind, role: roleOf(kind) }
      }
      busy={declare.isPending || change.isPending}
      error={declare.error ?? change.error}
      size={500}
      onSubmit={submit}
      onClose={onClose}
    >
      <div className={styles.pair}>
        <Form.Item
          name="name_zh"
          label={t('access.identity.name_zh')}
          rules={[required(t('access.identity.name_zh'))]}
        >
          <Input maxLength={40} autoFocus={kind === null} />
        </Form.Item>
        <Form.Item
          name="name_en"
          label={t('access.identity.name_en')}
          rules={[required(t('access.identity.name_en'))]}
        >
          <Input maxLength={40} />
        </Form.Item>
      </div>
      <Form.Item
        name="kind"
        label={t('access.identity.code')}
        extra={t(kind === null ? 'access.identity.code_means' : 'access.identity.code_fixed')}
        rules={[
          required(t('access.identity.code')),
          { pattern: /^[a-z][a-z0-9_]*$/, message: t('access.identity.code_rule') },
        ]}
      >
        <Input maxLength={40} disabled={kind !== null} autoCapitalize="none" spellCheck={false} />
      </Form.Item>
      <Form.Item name="role" label={t('access.identity.does')}>
        <Choices
          options={does.map((value) => ({
            value,
            label: t(`access.identity.role.${value}`),
            means: t(`access.identity.role_means.${value}`),
          }))}
        />
      </Form.Item>
      <Numbers />
      <Form.Item noStyle shouldUpdate>
        {({ getFieldsValue }) => (
          <Effect kind={kind} kinds={kinds} values={getFieldsValue(true) as Partial<Values>} />
        )}
      </Form.Item>
    </FormDrawer>
  );
}

function Numbers(): ReactElement {
  const { t } = useTranslation();
  const role = Form.useWatch<Does | undefined>('role');
  const needed = (what: string) => ({ required: true, message: t('access.needed', { what }) });
  return (
    <div className={styles.pair}>
      <Form.Item
        name="priority"
        label={t('access.identity.priority')}
        extra={t('access.identity.priority_means')}
        rules={[needed(t('access.identity.priority'))]}
      >
        <InputNumber min={1} max={99} precision={0} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item
        name="people_limit"
        hidden={role === 'weak'}
        label={t('access.identity.limit')}
        extra={t('access.identity.limit_means')}
        rules={[needed(t('access.identity.limit'))]}
      >
        <InputNumber min={1} max={10_000} precision={0} style={{ width: '100%' }} />
      </Form.Item>
    </div>
  );
}

interface EffectProps {
  kind: KindView | null;
  kinds: KindView[];
  values: Partial<Values>;
}

/** What the rule would do, in words, while it is typed. */
function Effect({ kind, kinds, values }: EffectProps): ReactElement {
  const { t, i18n } = useTranslation();
  const { num } = useFormat();
  const { role = 'joins', priority = 0, people_limit: limit = 0 } = values;
  const name =
    (i18n.language === 'zh-CN' ? values.name_zh : values.name_en) || t('access.identity.this_kind');
  const others = kinds.filter((one) => one.kind !== kind?.kind);
  const stronger = others.filter((one) => one.priority >= priority).at(-1);
  const weaker = others.find((one) => one.priority < priority);
  const called = (one: KindView | undefined) => (one ? kindName(one, i18n.language) : '');
  const place =
    stronger && weaker
      ? t('access.identity.between', { above: called(stronger), below: called(weaker) })
      : stronger
        ? t('access.identity.last', { above: called(stronger) })
        : t('access.identity.first', { below: called(weaker) });
  const changed =
    kind !== null && (roleOf(kind) !== role || kind.priority !== priority || kind.people_limit !== limit);
  return (
    <div className={styles.effect} role="status">
      <h3>{t('ui.editor.consequences')}</h3>
      <p>{t(`access.identity.effect.${role}`, { name })}</p>
      {role !== 'weak' && limit > 0 && (
        <p>{t('access.identity.effect.limit', { name, count: limit, limit: num(limit) })}</p>
      )}
      {priority > 0 && <p>{place}</p>}
      {changed && <p className={styles.warn}>{t('access.identity.effect.regroup', { name })}</p>}
      {kind !== null && !changed && <p>{t('access.identity.effect.nothing')}</p>}
    </div>
  );
}
