import { Button, Form, Input, InputNumber, Select, Switch } from 'antd';
import { useDeferredValue } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import { useCommand } from '@/api/hooks';
import type { CommandBody } from '@/api/hooks';
import type { Schema } from '@/api/types';
import { useFormat } from '@/app/session';
import { fieldTypes, nameIn } from '@/customer/fields';
import type { FieldType, FieldView, SectionView } from '@/customer/fields';
import { useValueText } from '@/customer/valueText';
import { useConfirmCount, useSay } from '@/ui/actions';
import { FormDrawer } from '@/ui/FormDrawer';
import { ChoiceList, choicesFrom } from './ChoiceList';
import type { ChoiceRow } from './ChoiceList';
import { codeFrom } from './codes';
import styles from './Fields.module.css';

export interface FieldDraft {
  /** The field to change; none: a new one. */
  field?: FieldView;
  /** A new field for a key that came in already. */
  key?: string;
}

interface Values {
  name_zh: string;
  name_en: string;
  key?: string;
  type: FieldType;
  section: string;
  required?: boolean;
  retired?: boolean;
  least?: number | null;
  most?: number | null;
  choices?: (ChoiceRow | undefined)[];
  hint_zh?: string;
  hint_en?: string;
}

interface FieldFormProps {
  draft: FieldDraft;
  sections: SectionView[];
  onClose: () => void;
}

const path = '/api/attribute_definitions/{key}';
type Declared = CommandBody<'post', '/api/attribute_definitions'>;
type Changed = CommandBody<'put', typeof path>;

/** Declares a field or changes one, and says at once what it means for what is stored. */
export function FieldForm({ draft: { field, key }, sections, onClose }: FieldFormProps): ReactElement {
  const { t, i18n } = useTranslation();
  const say = useSay();
  const [form] = Form.useForm<Values>();
  const options = {
    refreshes: ['/api/attribute_definitions', '/api/customers'],
    onDone: () => {
      say.done(t('profile.fields.saved'));
      onClose();
    },
  };
  const declare = useCommand<Declared, FieldView>('post', '/api/attribute_definitions', options);
  const change = useCommand<Changed, FieldView>('put', path, options);
  const submit = ({ key: typed, type, choices, required, retired, least, most, ...words }: Values) => {
    const isNumber = type === 'number' || type === 'whole';
    const rule = {
      ...words,
      required: required ?? false,
      ...(isNumber && typeof least === 'number' ? { least } : {}),
      ...(isNumber && typeof most === 'number' ? { most } : {}),
      choices: type === 'choice' ? choicesFrom(choices) : [],
    };
    if (!field)
      return declare.mutate({
        body: { ...rule, type, key: key ?? (typed?.trim() || codeFrom(words.name_en)) },
      });
    change.mutate({
      params: { key: field.key },
      body: { ...rule, retired: retired ?? false, seen_version: field.version },
    });
  };
  const required = { required: true, whitespace: true, message: t('profile.fields.name_needed') };
  const title = field ? nameIn(field, i18n.language) : (key ?? t('profile.fields.add.fields'));
  return (
    <FormDrawer<Values>
      title={title}
      action={t('ui.save')}
      form={form}
      size={540}
      initial={field ?? { type: 'text', section: 'basic', ...(key ? { name_zh: key, name_en: key } : {}) }}
      busy={declare.isPending || change.isPending}
      error={declare.error ?? change.error}
      onSubmit={submit}
      onClose={onClose}
      extra={field && !field.built_in && <Undeclare field={field} onDone={onClose} />}
    >
      <div className={styles.pair}>
        <Form.Item name="name_zh" label={t('profile.fields.name_zh')} rules={[required]}>
          <Input maxLength={40} autoFocus={!field} />
        </Form.Item>
        <Form.Item name="name_en" label={t('profile.fields.name_en')} rules={[required]}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item
          name="type"
          label={t('profile.fields.type')}
          {...(field ? { extra: t('profile.fields.type_fixed') } : {})}
        >
          <Select
            disabled={field !== undefined}
            options={fieldTypes.map((value) => ({ value, label: t(`profile.field_type.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="section" label={t('profile.fields.section')}>
          <Select options={sections.map((one) => ({ value: one.code, label: nameIn(one, i18n.language) }))} />
        </Form.Item>
      </div>
      {!field && !key && (
        <Form.Item
          name="key"
          label={t('profile.fields.key')}
          extra={t('profile.fields.key_means')}
          rules={[{ pattern: /^[^/]+$/, message: t('profile.fields.key_rule') }]}
        >
          <Input maxLength={80} autoCapitalize="none" spellCheck={false} />
        </Form.Item>
      )}
      <ByType />
      <div className={styles.pair}>
        <Form.Item name="hint_zh" label={t('profile.fields.hint_zh')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="hint_en" label={t('profile.fields.hint_en')}>
          <Input maxLength={200} />
        </Form.Item>
      </div>
      <Toggle
        name="required"
        label={t('profile.fields.required')}
        means={t('profile.fields.required_means')}
      />
      {field && (
        <Toggle
          name="retired"
          label={t('profile.fields.retired')}
          means={t('profile.fields.retired_means')}
        />
      )}
      <Consequences stored={field?.key ?? key ?? ''} {...(field ? { field } : {})} />
    </FormDrawer>
  );
}

function Toggle({ name, label, means }: { name: string; label: string; means: string }): ReactElement {
  return (
    <div className={styles.toggle}>
      <Form.Item name={name} valuePropName="checked" noStyle>
        <Switch size="small" aria-label={label} />
      </Form.Item>
      <span>
        {label}
        <small className={styles.under}>{means}</small>
      </span>
    </div>
  );
}

function ByType(): ReactElement | null {
  const { t } = useTranslation();
  const type = Form.useWatch<FieldType | undefined>('type');
  if (type === 'choice') return <ChoiceList />;
  if (type !== 'number' && type !== 'whole') return null;
  return (
    <div className={styles.pair}>
      <Form.Item name="least" label={t('profile.fields.least')}>
        <InputNumber style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="most" label={t('profile.fields.most')}>
        <InputNumber style={{ width: '100%' }} />
      </Form.Item>
    </div>
  );
}

/** How many people have a value, and whose would not fit the rule that is being typed. */
function Consequences({ stored, field }: { stored: string; field?: FieldView }): ReactElement | null {
  const { t } = useTranslation();
  const { num } = useFormat();
  const shown = useValueText();
  const type = Form.useWatch<FieldType | undefined>('type') ?? 'text';
  const least = Form.useWatch<number | null | undefined>('least');
  const most = Form.useWatch<number | null | undefined>('most');
  const choices = choicesFrom(Form.useWatch<(ChoiceRow | undefined)[] | undefined>('choices'));
  const isNumber = type === 'number' || type === 'whole';
  const rule = useDeferredValue(
    JSON.stringify({
      key: stored,
      type,
      ...(isNumber && typeof least === 'number' ? { least } : {}),
      ...(isNumber && typeof most === 'number' ? { most } : {}),
      choices: type === 'choice' ? choices : [],
    }),
  );
  const check = useQuery<Schema<'FieldCheck'>>({
    queryKey: ['/api/attribute_definitions/check', rule],
    queryFn: ({ signal }) =>
      api.post<Schema<'FieldCheck'>>('/api/attribute_definitions/check', JSON.parse(rule), { signal }),
    enabled: stored !== '',
    placeholderData: keepPreviousData,
  });
  if (stored === '' || !check.data) return null;
  const { people, unfit, values, unfits } = check.data;
  const named = (list: Schema<'StoredValue'>[]) =>
    list.map((one) => `${shown(field, one.value)} (${num(one.people)})`).join(', ');
  return (
    <div className={styles.effect} role="status">
      <h3>{t('ui.editor.consequences')}</h3>
      <p>{t('profile.fields.people', { count: people, people: num(people) })}</p>
      {values.length > 0 && <p>{named(values.slice(0, 6))}</p>}
      {unfit > 0 && (
        <p className={styles.warn}>
          {t('profile.fields.unfit', { count: unfit, people: num(unfit) })} {named(unfits)}
        </p>
      )}
    </div>
  );
}

function Undeclare({ field, onDone }: { field: FieldView; onDone: () => void }): ReactElement {
  const { t, i18n } = useTranslation();
  const confirm = useConfirmCount();
  const drop = useCommand('delete', path, { refreshes: ['/api/attribute_definitions'], onDone });
  return (
    <Button
      danger
      type="text"
      onClick={() =>
        confirm({
          title: t('profile.fields.drop_ask', { name: nameIn(field, i18n.language) }),
          text: t('profile.fields.drop_means'),
          action: t('profile.fields.drop'),
          run: () => drop.mutateAsync({ params: { key: field.key } }),
        })
      }
    >
      {t('profile.fields.drop')}
    </Button>
  );
}
