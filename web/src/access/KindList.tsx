import { Button, Form, Switch } from 'antd';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { nameIn } from '@/customer/fields';
import { Card } from '@/ui/Card';
import { StatusTag } from '@/ui/StatusTag';
import styles from './Fields.module.css';

interface Kind {
  kind: string;
  name_zh: string;
  name_en: string;
  retired: boolean;
}

interface KindListProps<One extends Kind> {
  kinds: readonly One[];
  /** Below the name: what belongs to it. */
  under: (kind: One) => ReactNode;
  /** The form of one kind, or of a new one where there is none yet. */
  form: (kind: One | null, close: () => void) => ReactNode;
  /** The form for a new one is open. */
  adding: boolean;
  onAdded: () => void;
}

/** Kinds a company declares, its own and those that came with Huan; one is changed by its name. */
export function KindList<One extends Kind>(props: KindListProps<One>): ReactElement {
  const { kinds, under, form, adding, onAdded } = props;
  const { t, i18n } = useTranslation();
  const [edited, setEdited] = useState<One | null>(null);
  const close = () => {
    setEdited(null);
    onAdded();
  };
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
                <small className={styles.under}>{under(kind)}</small>
              </div>
              {kind.retired && <StatusTag tone="neutral">{t('profile.fields.retired')}</StatusTag>}
              <code className={styles.code}>{kind.kind}</code>
            </li>
          ))}
        </ul>
      </Card>
      {(edited !== null || adding) && form(edited, close)}
    </>
  );
}

/** A form's switch with what it means beside it. */
export function FormSwitch({
  name,
  label,
  means,
  disabled,
}: {
  name: string;
  label: string;
  means: string;
  disabled?: boolean;
}): ReactElement {
  return (
    <div className={styles.toggle}>
      <Form.Item name={name} valuePropName="checked" noStyle>
        <Switch size="small" disabled={disabled ?? false} aria-label={label} />
      </Form.Item>
      <span>
        {label}
        <small className={styles.under}>{means}</small>
      </span>
    </div>
  );
}
