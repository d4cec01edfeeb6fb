import {
  CheckSquareOutlined,
  EditOutlined,
  GiftOutlined,
  PhoneOutlined,
  TagOutlined,
} from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/app/session';
import { later } from '@/ui/later';
import { useNarrow } from '@/ui/useNarrow';
import styles from './Customer.module.css';

const NoteForm = later(async () => (await import('./QuickForms')).NoteForm);
const TagForm = later(async () => (await import('./QuickForms')).TagForm);
const LeadForm = later(async () => (await import('./QuickForms')).LeadForm);
const GrantForm = later(async () => (await import('./QuickForms')).GrantForm);
const TaskForm = later(async () => (await import('./TaskForm')).TaskForm);

type Action = 'note' | 'task' | 'tag' | 'lead' | 'grant';

const icons: Record<Action, ReactElement> = {
  note: <EditOutlined />,
  task: <CheckSquareOutlined />,
  tag: <TagOutlined />,
  lead: <PhoneOutlined />,
  grant: <GiftOutlined />,
};

/** One key each. */
const keys: Record<Action, string> = { note: 'n', task: 't', tag: 'a', lead: 'l', grant: 'g' };

/** What one does about a person most often, from the head of their page. */
export function QuickActions({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const narrow = useNarrow();
  const [open, setOpen] = useState<Action | null>(null);
  const actions: Action[] = [];
  if (may('customer_write')) actions.push('note', 'task');
  // On a phone the head stays one row high: tags have their card.
  if (may('customer_write') && !narrow) actions.push('tag');
  if (may('lead_assign')) actions.push('lead');
  if (may('coupon_grant')) actions.push('grant');
  useKeys(open === null ? actions : [], setOpen);
  const close = () => setOpen(null);
  return (
    <div className={styles.quick} role="group" aria-label={t('people.quick')}>
      {actions.map((action) => {
        const what = t(`people.${action}.add`);
        return (
          <Tooltip key={action} title={t('people.key', { what, key: keys[action].toUpperCase() })}>
            <Button
              icon={icons[action]}
              aria-label={what}
              aria-keyshortcuts={keys[action]}
              onClick={() => setOpen(action)}
            >
              <span className={styles.quickName}>{what}</span>
            </Button>
          </Tooltip>
        );
      })}
      {open === 'note' && <NoteForm customerId={customerId} onClose={close} />}
      {open === 'task' && <TaskForm customerId={customerId} onClose={close} />}
      {open === 'tag' && <TagForm customerId={customerId} onClose={close} />}
      {open === 'lead' && <LeadForm customerId={customerId} onClose={close} />}
      {open === 'grant' && <GrantForm customerId={customerId} onClose={close} />}
    </div>
  );
}

/** Keys of their own, while nobody is typing. */
function useKeys(actions: Action[], act: (action: Action) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target;
      const typing =
        target instanceof HTMLElement &&
        (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
      if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (document.querySelector('dialog[open], .ant-drawer-open, .ant-modal-wrap')) return;
      const action = actions.find((one) => keys[one] === event.key.toLowerCase());
      if (!action) return;
      event.preventDefault();
      act(action);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}
