import { MoreOutlined } from '@ant-design/icons';
import { Button, Dropdown, Segmented } from 'antd';
import type { MenuProps } from 'antd';
import { Fragment, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useTabTitle } from './Page';
import styles from './RecordPage.module.css';
import { useNarrow } from './useNarrow';

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
  /** On a phone one column at a time, chosen by these names; without them one below the other. */
  parts?: Record<Part, string>;
}

type Part = 'right' | 'main' | 'left';
const order: readonly Part[] = ['right', 'main', 'left'];

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
  parts,
}: RecordPageProps): ReactElement {
  const { t } = useTranslation();
  const isNarrow = useNarrow(860);
  const [part, setPart] = useState<Part>('right');
  const byPart = isNarrow && parts !== undefined;
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
      {byPart && (
        <div className={styles.parts}>
          <Segmented
            block
            aria-label={t('ui.parts')}
            value={part}
            options={order.map((value) => ({ value, label: parts[value] }))}
            onChange={setPart}
          />
        </div>
      )}
      <div
        className={styles.columns}
        {...(byPart ? { 'data-part': part } : {})}
        data-left={left !== undefined}
        data-right={right !== undefined}
      >
        {left !== undefined && <div className={`${styles.column} ${styles.left}`}>{left}</div>}
        <div className={`${styles.column} ${styles.main}`}>{children}</div>
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
