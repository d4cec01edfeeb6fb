import { EditOutlined, HistoryOutlined, PlusOutlined } from '@ant-design/icons';
import { AutoComplete, Button, Input, Space, Tooltip } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { useSay } from '@/ui/actions';
import { later } from '@/ui/later';
import { None } from '@/ui/values';
import { AttributeHistory } from './AttributeHistory';
import { nameIn, useFields } from './fields';
import type { FieldView } from './fields';
import styles from './Customer.module.css';
import { useValueText } from './valueText';
import type { AttributeValue, AttributeView, CustomerHead } from './nouns';

const FieldInput = later(async () => (await import('./FieldInput')).FieldInput);

interface Sent {
  attributes: Record<string, AttributeValue | null>;
  seen_version: number;
}

function useSave(head: CustomerHead, onDone: () => void) {
  const say = useSay();
  const command = useCommand<Sent, unknown>('put', '/api/customers/{customer_id}/attributes', {
    refreshes: ['/api/customers'],
    onDone,
  });
  const save = (key: string, value: AttributeValue | null) =>
    command.mutate(
      {
        params: { customer_id: head.id },
        body: { attributes: { [key]: value }, seen_version: head.version },
      },
      { onError: say.failed },
    );
  return { save, busy: command.isPending };
}

/** A key nobody declared, as a field: what is typed decides what it is. */
function looseField(key: string, value: AttributeValue | undefined): FieldView {
  const type = typeof value === 'boolean' ? 'yes_no' : typeof value === 'number' ? 'number' : 'note';
  return {
    key,
    type,
    name_zh: key,
    name_en: key,
    section: '',
    position: 0,
    required: false,
    choices: [],
    hint_zh: '',
    hint_en: '',
    built_in: false,
    retired: false,
    version: 0,
  };
}

/** What the profile says, section by section, changed where it stands, with what it said before. */
export function Attributes({ head }: { head: CustomerHead }): ReactElement {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const { sections, fields, find } = useFields();
  const [adding, setAdding] = useState(false);
  const [asked, setAsked] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const known = new Map(head.attributes.map((one) => [one.key, one]));
  const groups = sections
    .map((section) => ({
      section,
      rows: fields.filter(
        (field) => field.section === section.code && (known.has(field.key) || isOpen(field)),
      ),
    }))
    .filter(({ rows }) => rows.length > 0);
  function isOpen(field: FieldView): boolean {
    return all && !field.retired && may('customer_write');
  }
  const loose = head.attributes.filter((one) => find(one.key) === undefined);
  const empty = fields.filter((field) => !field.retired && !known.has(field.key)).length;
  const row = (field: FieldView) => (
    <Row key={field.key} head={head} field={field} attribute={known.get(field.key)} onHistory={setAsked} />
  );
  const headed = groups.length > 1 || loose.length > 0;
  return (
    <>
      {groups.map(({ section, rows }) => (
        <section key={section.code} className={styles.section}>
          {headed && <h3>{nameIn(section, i18n.language)}</h3>}
          <dl className={styles.facts}>{rows.map(row)}</dl>
        </section>
      ))}
      {loose.length > 0 && (
        <section className={styles.section}>
          {groups.length > 0 && <h3>{t('profile.field.loose')}</h3>}
          <dl className={styles.facts}>{loose.map((one) => row(looseField(one.key, one.value)))}</dl>
        </section>
      )}
      {head.attributes.length === 0 && !adding && !all && (
        <p className={styles.hint}>{t('customer.no_attributes')}</p>
      )}
      {adding && <Adding head={head} onClose={() => setAdding(false)} />}
      {may('customer_write') && !adding && (
        <div className={styles.more}>
          {empty > 0 && (
            <Button type="link" size="small" onClick={() => setAll(!all)}>
              {all ? t('profile.field.fold') : t('profile.field.empty', { count: empty })}
            </Button>
          )}
          <Button type="link" size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t('customer.add_attribute')}
          </Button>
        </div>
      )}
      {asked !== null && <AttributeHistory head={head} attribute={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

interface RowProps {
  head: CustomerHead;
  field: FieldView;
  attribute: AttributeView | undefined;
  onHistory: (key: string) => void;
}

function Row({ head, field, attribute, onHistory }: RowProps): ReactElement {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const { date } = useFormat();
  const shown = useValueText();
  const [editing, setEditing] = useState(false);
  const label = nameIn(field, i18n.language);
  const hint = i18n.language === 'zh-CN' ? field.hint_zh : field.hint_en;
  const said = attribute ? shown(field, attribute.value) : '';
  // What does not fit beside its name stands below it, over the whole width.
  const wide = editing || said.length > 12 ? styles.wide : undefined;
  return (
    <>
      <dt className={wide}>
        {hint === '' ? label : <Tooltip title={hint}>{label}</Tooltip>}
        {field.required && !attribute && <span className={styles.needed}> *</span>}
      </dt>
      <dd className={wide}>
        {editing ? (
          <Editing head={head} field={field} attribute={attribute} onClose={() => setEditing(false)} />
        ) : (
          <span className={styles.editable}>
            {attribute ? (
              <span title={t('customer.known_since', { date: date(attribute.at) })}>{said}</span>
            ) : (
              <None />
            )}
            <span className={styles.tools}>
              {attribute && (
                <Button
                  type="text"
                  size="small"
                  icon={<HistoryOutlined />}
                  aria-label={t('profile.field.history_of', { what: label })}
                  onClick={() => onHistory(field.key)}
                />
              )}
              {may('customer_write') && (
                <Button
                  type="text"
                  size="small"
                  icon={<EditOutlined />}
                  aria-label={t('customer.change', { what: label })}
                  onClick={() => setEditing(true)}
                />
              )}
            </span>
          </span>
        )}
      </dd>
    </>
  );
}

interface EditingProps {
  head: CustomerHead;
  field: FieldView;
  attribute: AttributeView | undefined;
  onClose: () => void;
}

function Editing({ head, field, attribute, onClose }: EditingProps): ReactElement {
  const { t } = useTranslation();
  const { save, busy } = useSave(head, onClose);
  const before = attribute?.value ?? null;
  const [value, setValue] = useState<AttributeValue | null>(before);
  const finish = (next: AttributeValue | null) => {
    const cleaned = typeof next === 'string' ? next.trim() || null : next;
    if (cleaned === before) onClose();
    else save(field.key, cleaned);
  };
  return (
    <div
      className={styles.editing}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <FieldInput
        small
        autoFocus
        field={field}
        value={value}
        disabled={busy}
        onChange={setValue}
        onFinish={finish}
      />
      <Space size={4}>
        <Button size="small" type="primary" loading={busy} onClick={() => finish(value)}>
          {t('ui.save')}
        </Button>
        <Button size="small" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
      </Space>
    </div>
  );
}

function Adding({ head, onClose }: { head: CustomerHead; onClose: () => void }): ReactElement {
  const { t, i18n } = useTranslation();
  const { save, busy } = useSave(head, onClose);
  const { fields, find } = useFields();
  const [key, setKey] = useState('');
  const [value, setValue] = useState<AttributeValue | null>(null);
  const free = fields.filter(
    (field) => !field.retired && !head.attributes.some((known) => known.key === field.key),
  );
  const named = fields.find((field) => nameIn(field, i18n.language) === key.trim());
  const field = named ?? find(key.trim());
  const send = () => {
    const text = typeof value === 'string' ? value.trim() : value;
    if (key.trim() === '' || text === null || text === '') return;
    save(field?.key ?? key.trim(), field || typeof text !== 'string' ? text : typed(text));
  };
  return (
    <div className={styles.adding}>
      <AutoComplete
        autoFocus
        size="small"
        maxLength={64}
        value={key}
        placeholder={t('customer.attribute_key')}
        aria-label={t('customer.attribute_key')}
        options={free.map((one) => ({ value: nameIn(one, i18n.language) }))}
        onChange={(next: string) => {
          setKey(next);
          setValue(null);
        }}
      />
      {field ? (
        <FieldInput small field={field} value={value} onChange={setValue} />
      ) : (
        <Input
          size="small"
          maxLength={400}
          value={value === null ? '' : String(value)}
          placeholder={t('customer.value')}
          aria-label={t('customer.value')}
          onChange={(event) => setValue(event.target.value)}
          onPressEnter={send}
        />
      )}
      <Space size={4}>
        <Button size="small" type="primary" loading={busy} onClick={send}>
          {t('ui.save')}
        </Button>
        <Button size="small" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
      </Space>
    </div>
  );
}

/** "true" and "12" mean what they say; a leading zero or plus makes it a text (phones, codes). */
function typed(text: string): AttributeValue {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?(0|[1-9]\d{0,11})(\.\d{1,4})?$/.test(text) ? Number(text) : text;
}
