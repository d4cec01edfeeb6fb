import { MoreOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import type { MenuProps } from 'antd';
import { Fragment } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useTabTitle } from './Page';
import styles from './RecordPage.module.css';

export interface RecordPageProps {
  /** What it is called. */
  title: string;
  /** State beside the title. */
  tag?: ReactNode;
  /** One line below: the portrait sentence, or what the object is in words. */
  line?: ReactNode;
  /** The one next action. */
  action?: ReactNode;
  /** What else can be done. */
  menu?: MenuProps['items'];
  /** Facts in groups. */
  left?: ReactNode;
  /** Timeline or work. */
  children: ReactNode;
  /** Next best action and relations. On a phone it comes first. */
  right?: ReactNode;
}

/** One object: its head stays in sight, facts left, work in the middle, what to do next right. */
export function RecordPage({
  title,
  tag,
  line,
  action,
  menu,
  left,
  children,
  right,
}: RecordPageProps): ReactElement {
  const { t } = useTranslation();
  useTabTitle(title);
  return (
    <article>
      <header className={styles.head}>
        <div className={styles.headIn}>
          <div className={styles.who}>
            <h1>
              {title} {tag}
            </h1>
            {line !== undefined && <p className={styles.line}>{line}</p>}
          </div>
          <div className={styles.actions}>
            {action}
            {menu && menu.length > 0 && (
              <Dropdown menu={{ items: menu }} trigger={['click']} placement="bottomRight">
                <Button icon={<MoreOutlined />} aria-label={t('ui.more')} />
              </Dropdown>
            )}
          </div>
        </div>
      </header>
      <div className={styles.columns} data-left={left !== undefined} data-right={right !== undefined}>
        {left !== undefined && <div className={`${styles.column} ${styles.left}`}>{left}</div>}
        <div className={styles.column}>{children}</div>
        {right !== undefined && <aside className={`${styles.column} ${styles.right}`}>{right}</aside>}
      </div>
    </article>
  );
}

/** Names and values, aligned. */
export function Facts({
  items,
}: {
  items: { key: string; label: ReactNode; value: ReactNode }[];
}): ReactElement {
  return (
    <dl className={styles.facts}>
      {items.map((item) => (
        <Fragment key={item.key}>
          <dt>{item.label}</dt>
          <dd>{item.value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
