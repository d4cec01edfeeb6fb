import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { later } from '@/ui/later';
import { useCommand, useRead } from '@/api/hooks';
import type { Page } from '@/api/types';
import { useMay } from '@/app/session';
import { useSay, useUndoToast } from '@/ui/actions';
import { Card } from '@/ui/Card';
import { Problem } from '@/ui/Problem';
import { When } from '@/ui/values';
import styles from './Customer.module.css';
import type { Task } from './nouns';

const TaskForm = later(async () => (await import('./TaskForm')).TaskForm);

/** What is to be done about a person, the most urgent first. */
export function Tasks({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [editing, setEditing] = useState<Task | 'new' | null>(null);
  const tasks = useRead<Page<Task>>('/api/tasks', { query: { customer_id: customerId, limit: 50 } });
  const items = tasks.data?.items ?? [];
  return (
    <Card
      title={t('people.task.open')}
      extra={
        may('customer_write') && (
          <Button size="small" type="link" onClick={() => setEditing('new')}>
            {t('people.task.save')}
          </Button>
        )
      }
    >
      {tasks.isError && <Problem error={tasks.error} onRetry={tasks.refetch} />}
      {tasks.isSuccess && items.length === 0 && <p className={styles.hint}>{t('people.task.none')}</p>}
      <ul className={styles.rows}>
        {items.map((task) => (
          <li key={task.id} className={styles.row}>
            <Done task={task} />
            <button type="button" className={styles.plain} onClick={() => setEditing(task)}>
              {task.title}
              <small className={task.overdue ? styles.late : styles.under}>
                {task.owner_name} · {t('customer.due')} <When at={task.due_at} />
              </small>
            </button>
          </li>
        ))}
      </ul>
      {editing !== null && (
        <TaskForm
          customerId={customerId}
          {...(editing === 'new' ? {} : { task: editing })}
          onClose={() => setEditing(null)}
        />
      )}
    </Card>
  );
}

/** Ticks a task off; for six seconds it can be taken back. */
export function Done({ task }: { task: Task }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const say = useSay();
  const toast = useUndoToast();
  const change = useCommand<{ seen_version: number; state: Task['state'] }, Task>(
    'put',
    '/api/tasks/{task_id}',
    { refreshes: ['/api/tasks', '/api/workbench', '/api/customers'] },
  );
  const move = (version: number, state: Task['state']) =>
    change.mutateAsync({ params: { task_id: task.id }, body: { seen_version: version, state } });
  const finish = async () => {
    try {
      const done = await move(task.version, 'done');
      toast({
        text: t('people.task.is_done', { title: task.title }),
        undo: () => move(done.version, 'open').catch(say.failed),
      });
    } catch (error) {
      say.failed(error);
    }
  };
  return (
    <Checkbox
      checked={change.isPending}
      disabled={!may('customer_write')}
      aria-label={t('people.task.mark_done', { title: task.title })}
      onChange={() => void finish()}
    />
  );
}
