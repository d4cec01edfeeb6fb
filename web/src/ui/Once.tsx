import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './Once.module.css';

/** Copies where the browser allows it; plain http does not have the clipboard interface. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A secret that is shown this once and never again. */
export function Once({ secret, children }: { secret: string; children?: ReactNode }): ReactElement {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <div className={styles.once}>
      {children}
      <div className={styles.secret}>
        <code>{secret}</code>
        <Button
          icon={copied ? <CheckOutlined /> : <CopyOutlined />}
          onClick={() => void copyText(secret).then(setCopied)}
        >
          {copied ? t('ui.copied') : t('ui.copy')}
        </Button>
      </div>
    </div>
  );
}
