import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useRead } from '@/api/hooks';
import type { CommandBody } from '@/api/hooks';
import type { Schema } from '@/api/types';
import { nameIn } from '@/customer/fields';
import type { FieldView, SectionView } from '@/customer/fields';
import { useSay } from '@/ui/actions';
import { Card } from '@/ui/Card';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import { FieldForm } from './FieldForm';
import type { FieldDraft } from './FieldForm';
import styles from './Fields.module.css';
import type { TabProps } from './FieldsPage';
import { SectionForm } from './SectionForm';

/** Fields in the order in which they stand on a person's page. */
export function FieldsTab({ adding, onAdded }: TabProps): ReactElement {
  const { t, i18n } = useTranslation();
  const say = useSay();
  const [draft, setDraft] = useState<FieldDraft | null>(null);
  const [section, setSection] = useState<SectionView | 'new' | null>(null);
  const list = useRead<Schema<'FieldList'>>('/api/attribute_definitions', {}, { keep: true });
  const arrange = useCommand<CommandBody<'put', '/api/attribute_order'>, unknown>(
    'put',
    '/api/attribute_order',
    { refreshes: ['/api/attribute_definitions'] },
  );
  if (list.isPending) return <Skeleton padded rows={8} />;
  if (!list.data) return <Problem large error={list.error} onRetry={list.refetch} />;
  const { sections, items, undeclared } = list.data;
  const of = (code: string) => items.filter((field) => field.section === code);
  const move = (field: FieldView, by: number) => {
    const order = of(field.section).map(({ key }) => key);
    const at = order.indexOf(field.key);
    const to = at + by;
    if (to < 0 || to >= order.length) return;
    order.splice(at, 1);
    order.splice(to, 0, field.key);
    const body = {
      sections: sections.map(({ code }) => ({
        code,
        keys: code === field.section ? order : of(code).map(({ key }) => key),
      })),
    };
    arrange.mutate({ body }, { onError: say.failed });
  };
  return (
    <div className={styles.stack}>
      {sections.map((one) => (
        <Card
          key={one.code}
          flush
          title={nameIn(one, i18n.language)}
          extra={
            <Button type="link" size="small" onClick={() => setSection(one)}>
              {t('profile.fields.rename')}
            </Button>
          }
        >
          <ul className={styles.list}>
            {of(one.code).map((field, index, those) => (
              <FieldRow
                key={field.key}
                field={field}
                first={index === 0}
                last={index === those.length - 1}
                busy={arrange.isPending}
                onMove={(by) => move(field, by)}
                onEdit={() => setDraft({ field })}
              />
            ))}
            {of(one.code).length === 0 && <li className={styles.empty}>{t('profile.fields.none')}</li>}
          </ul>
        </Card>
      ))}
      <div>
        <Button type="dashed" onClick={() => setSection('new')}>
          {t('profile.fields.add_section')}
        </Button>
      </div>
      {undeclared.length > 0 && (
        <Card title={t('profile.fields.undeclared')} hint={t('profile.fields.undeclared_means')}>
          <div className={styles.keys}>
            {undeclared.map((key) => (
              <Button key={key} size="small" onClick={() => setDraft({ key })}>
                {key}
              </Button>
            ))}
          </div>
        </Card>
      )}
      {(draft !== null || adding) && (
        <FieldForm
          draft={draft ?? {}}
          sections={sections}
          onClose={() => {
            setDraft(null);
            onAdded();
          }}
        />
      )}
      {section !== null && (
        <SectionForm section={section === 'new' ? null : section} onClose={() => setSection(null)} />
      )}
    </div>
  );
}

interface FieldRowProps {
  field: FieldView;
  first: boolean;
  last: boolean;
  busy: boolean;
  onMove: (by: number) => void;
  onEdit: () => void;
}

function FieldRow({ field, first, last, busy, onMove, onEdit }: FieldRowProps): ReactElement {
  const { t, i18n } = useTranslation();
  const name = nameIn(field, i18n.language);
  const bounds = [field.least, field.most].some((one) => one !== null && one !== undefined)
    ? `${String(field.least ?? '…')} – ${String(field.most ?? '…')}`
    : '';
  const choices = field.choices.map((one) => nameIn(one, i18n.language)).join(' / ');
  return (
    <li className={styles.row}>
      <div className={styles.grow}>
        <Button type="link" className={styles.name ?? ''} onClick={onEdit}>
          {name}
        </Button>
        <small className={styles.under}>
          {[t(`profile.field_type.${field.type}`), bounds, choices].filter(Boolean).join(' · ')}
        </small>
      </div>
      {field.required && <StatusTag tone="busy">{t('profile.fields.required')}</StatusTag>}
      {field.retired && <StatusTag tone="neutral">{t('profile.fields.retired')}</StatusTag>}
      <code className={styles.code}>{field.key}</code>
      <span className={styles.moves}>
        <Button
          type="text"
          size="small"
          icon={<ArrowUpOutlined />}
          disabled={first || busy}
          aria-label={t('profile.fields.up', { name })}
          onClick={() => onMove(-1)}
        />
        <Button
          type="text"
          size="small"
          icon={<ArrowDownOutlined />}
          disabled={last || busy}
          aria-label={t('profile.fields.down', { name })}
          onClick={() => onMove(1)}
        />
      </span>
    </li>
  );
}
