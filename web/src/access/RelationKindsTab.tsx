import { Button, Form, Input, Switch } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import type { CommandBody } from '@/api/hooks';
import { nameIn } from '@/customer/fields';
import { endName, useRelationKinds } from '@/customer/relationKinds';
import type { RelationKind } from '@/customer/relationKinds';
import { Card } from '@/ui/Card';
import { FormDrawer } from '@/ui/FormDrawer';
import { StatusTag } from '@/ui/StatusTag';
import { codeFrom } from './codes';
import styles from './Fields.module.css';

interface RelationKindsTabProps {
  adding: boolean;
  onAdded: () => void;
}

/** How two people may belong together, with a name for each end. */
export function RelationKindsTab({ adding, onAdded }: RelationKindsTabProps): ReactElement {
  const { t, i18n } = useTranslation();
  const kinds = useRelationKinds();
  const [edited, setEdited] = useState<RelationKind | null>(null);
  return (
    <>
      <Card flush>
        <ul className={styles.list}>
          {kinds.map((kind) => (
            <li key={kind.kind} className={styles.row}>
              <div className={styles.grow}>
                <Button type="link" className={styles.name ?? ''} onClick={() => setEdited(kind)}>
                  {nameIn(kind, i18n.language)}
                </Button>
                <small className={styles.under}>
                  {kind.mutual
                    ? t('profile.relation.mutual_of', { end: endName(kind, true, i18n.language) })
                    : `${endName(kind, true, i18n.language)} → ${endName(kind, false, i18n.language)}`}
                </small>
              </div>
              {kind.retired && <StatusTag tone="neutral">{t('profile.fields.retired')}</StatusTag>}
              <code className={styles.code}>{kind.kind}</code>
            </li>
          ))}
        </ul>
      </Card>
      {(edited !== null || adding) && (
        <RelationKindForm
          kind={edited}
          onClose={() => {
            setEdited(null);
            onAdded();
          }}
        />
      )}
    </>
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
      <div className={styles.toggle}>
        <Form.Item name="mutual" valuePropName="checked" noStyle>
          <Switch size="small" disabled={kind !== null} aria-label={t('profile.relation.mutual')} />
        </Form.Item>
        <span>
          {t('profile.relation.mutual')}
          <small className={styles.under}>{t('profile.relation.mutual_means')}</small>
        </span>
      </div>
      <div className={styles.pair}>
        {text('from_zh', t(mutual ? 'profile.relation.both_zh' : 'profile.relation.from_zh'))}
        {text('from_en', t(mutual ? 'profile.relation.both_en' : 'profile.relation.from_en'))}
        {!mutual && text('to_zh', t('profile.relation.to_zh'))}
        {!mutual && text('to_en', t('profile.relation.to_en'))}
      </div>
      {kind && (
        <div className={styles.toggle}>
          <Form.Item name="retired" valuePropName="checked" noStyle>
            <Switch size="small" aria-label={t('profile.fields.retired')} />
          </Form.Item>
          <span>
            {t('profile.fields.retired')}
            <small className={styles.under}>{t('profile.relation.retired_means')}</small>
          </span>
        </div>
      )}
    </FormDrawer>
  );
}
