import { Form, Input } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import type { CommandBody } from '@/api/hooks';
import { nameIn } from '@/customer/fields';
import { endName, useRelationKinds } from '@/customer/relationKinds';
import type { RelationKind } from '@/customer/relationKinds';
import { FormDrawer } from '@/ui/FormDrawer';
import { codeFrom } from './codes';
import styles from './Fields.module.css';
import type { TabProps } from './FieldsPage';
import { FormSwitch, KindList } from './KindList';

/** How two people may belong together, with a name for each end. */
export function RelationKindsTab({ adding, onAdded }: TabProps): ReactElement {
  const { t, i18n } = useTranslation();
  const kinds = useRelationKinds();
  const end = (kind: RelationKind, isFrom: boolean) => endName(kind, isFrom, i18n.language);
  return (
    <KindList
      kinds={kinds}
      under={(kind) =>
        kind.mutual
          ? t('profile.relation.mutual_of', { end: end(kind, true) })
          : `${end(kind, true)} → ${end(kind, false)}`
      }
      form={(kind, close) => <RelationKindForm kind={kind} onClose={close} />}
      adding={adding}
      onAdded={onAdded}
    />
  );
}

type Sent = CommandBody<'put', '/api/relation_kinds/{kind}'>;
type Values = Omit<Sent, 'seen_version'>;

function RelationKindForm({
  kind,
  onClose,
}: {
  kind: RelationKind | null;
  onClose: () => void;
}): ReactElement {
  const { t, i18n } = useTranslation();
  const [form] = Form.useForm<Values>();
  const mutual = Form.useWatch<boolean | undefined>('mutual', form) ?? false;
  const set = useCommand<Sent, RelationKind>('put', '/api/relation_kinds/{kind}', {
    refreshes: ['/api/relation_kinds'],
    onDone: onClose,
  });
  const needed = { required: true, whitespace: true, message: t('profile.fields.name_needed') };
  const text = (name: keyof Values, label: string) => (
    <Form.Item name={name} label={label} rules={[needed]}>
      <Input maxLength={40} />
    </Form.Item>
  );
  const submit = ({ to_zh, to_en, retired, ...words }: Values) =>
    set.mutate({
      params: { kind: kind?.kind ?? codeFrom(words.name_en) },
      body: {
        ...words,
        mutual,
        retired: retired ?? false,
        seen_version: kind?.version ?? 0,
        ...(mutual ? {} : { to_zh: to_zh ?? '', to_en: to_en ?? '' }),
      },
    });
  return (
    <FormDrawer<Values>
      title={kind ? nameIn(kind, i18n.language) : t('profile.fields.add.relations')}
      action={t('ui.save')}
      form={form}
      initial={kind ?? { mutual: false }}
      busy={set.isPending}
      error={set.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <div className={styles.pair}>
        {text('name_zh', t('profile.fields.name_zh'))}
        {text('name_en', t('profile.fields.name_en'))}
      </div>
      <FormSwitch
        name="mutual"
        label={t('profile.relation.mutual')}
        means={t('profile.relation.mutual_means')}
        disabled={kind !== null}
      />
      <div className={styles.pair}>
        {text('from_zh', t(mutual ? 'profile.relation.both_zh' : 'profile.relation.from_zh'))}
        {text('from_en', t(mutual ? 'profile.relation.both_en' : 'profile.relation.from_en'))}
        {!mutual && text('to_zh', t('profile.relation.to_zh'))}
        {!mutual && text('to_en', t('profile.relation.to_en'))}
      </div>
      {kind && (
        <FormSwitch
          name="retired"
          label={t('profile.fields.retired')}
          means={t('profile.relation.retired_means')}
        />
      )}
    </FormDrawer>
  );
}
