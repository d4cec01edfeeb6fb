import { EditOutlined, PlusOutlined } from '@ant-design/icons';
import { AutoComplete, Button, Input, Segmented, Space } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { useSay } from '@/ui/actions';
import styles from './Customer.module.css';
import type { AttributeValue, AttributeView, CustomerHead } from './nouns';

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

/** What the profile says, changed where it stands. */
export function Attributes({ head }: { head: CustomerHead }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [adding, setAdding] = useState(false);
  return (
    <>
      {head.attributes.length > 0 && (
        <dl className={styles.facts}>
          {head.attributes.map((attribute) => (
            <Row key={attribute.key} head={head} attribute={attribute} />
          ))}
        </dl>
      )}
      {head.attributes.length === 0 && !adding && (
        <p className={styles.hint}>{t('customer.no_attributes')}</p>
      )}
      {adding && <Adding head={head} onClose={() => setAdding(false)} />}
      {may('customer_write') && !adding && (
        <Button
          type="link"
          size="small"
          className={styles.more ?? ''}
          icon={<PlusOutlined />}
          onClick={() => setAdding(true)}
        >
          {t('customer.add_attribute')}
        </Button>
      )}
    </>
  );
}

function Row({ head, attribute }: { head: CustomerHead; attribute: AttributeView }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const { num, date } = useFormat();
  const [editing, setEditing] = useState(false);
  const { key, value, at } = attribute;
  const label = t(`customer.attribute.${key}`, { defaultValue: key });
  const shown =
    typeof value === 'boolean'
      ? t(value ? 'customer.yes' : 'customer.no')
      : typeof value === 'number'
        ? num(value)
        : t(`customer.attribute_value.${key}.${value}`, { defaultValue: value });
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {editing ? (
          <Editing head={head} attribute={attribute} onClose={() => setEditing(false)} />
        ) : (
          <span className={styles.editable}>
            <span title={t('customer.known_since', { date: date(at) })}>{shown}</span>
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
        )}
      </dd>
    </>
  );
}

function Editing({
  head,
  attribute: { key, value },
  onClose,
}: {
  head: CustomerHead;
  attribute: AttributeView;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { save, busy } = useSave(head, onClose);
  const [text, setText] = useState(String(value));
  if (typeof value === 'boolean') {
    return (
      <Segmented<boolean>
        size="small"
        disabled={busy}
        value={value}
        options={[
          { value: true, label: t('customer.yes') },
          { value: false, label: t('customer.no') },
        ]}
        onChange={(chosen) => save(key, chosen)}
      />
    );
  }
  const cleaned = text.trim();
  const finish = () => {
    if (cleaned === String(value)) onClose();
    else if (cleaned === '') save(key, null);
    else save(key, typeof value === 'number' && Number.isFinite(Number(cleaned)) ? Number(cleaned) : cleaned);
  };
  return (
    <Input
      size="small"
      autoFocus
      maxLength={400}
      value={text}
      disabled={busy}
      aria-label={t(`customer.attribute.${key}`, { defaultValue: key })}
      onChange={(event) => setText(event.target.value)}
      onPressEnter={finish}
      onBlur={finish}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    />
  );
}

const commonKeys = ['name', 'gender', 'birthday', 'city', 'price_sensitive', 'wechat_name', 'note'];

function Adding({ head, onClose }: { head: CustomerHead; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const { save, busy } = useSave(head, onClose);
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const free = commonKeys.filter((one) => !head.attributes.some((known) => known.key === one));
  const isFull = key.trim() !== '' && value.trim() !== '';
  const send = () => isFull && save(key.trim(), typed(value.trim()));
  return (
    <div className={styles.adding}>
      <AutoComplete
        autoFocus
        size="small"
        maxLength={64}
        value={key}
        placeholder={t('customer.attribute_key')}
        aria-label={t('customer.attribute_key')}
        options={free.map((one) => ({ value: one, label: t(`customer.attribute.${one}`) }))}
        onChange={setKey}
      />
      <Input
        size="small"
        maxLength={400}
        value={value}
        placeholder={t('customer.value')}
        aria-label={t('customer.value')}
        onChange={(event) => setValue(event.target.value)}
        onPressEnter={send}
      />
      <Space size={4}>
        <Button size="small" type="primary" disabled={!isFull} loading={busy} onClick={send}>
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
