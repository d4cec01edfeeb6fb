import { Button, DatePicker, Form, Input, Select } from 'antd';
import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import { useMe } from '@/app/session';
import { useSay } from '@/ui/actions';
import { FormDrawer } from '@/ui/FormDrawer';
import { useColleagues } from './colleagues';
import type { Task } from './nouns';

interface Values {
  title: string;
  note?: string;
  owner_id: number;
  due: Dayjs;
}

interface Sent {
  customer_id?: number;
  seen_version?: number;
  title?: string;
  note?: string;
  owner_id?: number;
  due_at?: string;
  state?: Task['state'];
}

/** A task: what, who, by when. */
export function TaskForm({
  customerId,
  task,
  onClose,
}: {
  customerId: number;
  task?: Task;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const say = useSay();
  const [form] = Form.useForm<Values>();
  const { colleagues } = useColleagues();
  const after = {
    refreshes: ['/api/tasks', '/api/workbench', '/api/customers'],
    onDone: () => {
      if (!task) say.done(t('people.task.added'));
      onClose();
    },
  };
  const create = useCommand<Sent, Task>('post', '/api/tasks', after);
  const update = useCommand<Sent, Task>('put', '/api/tasks/{task_id}', after);
  const save = ({ title, note, owner_id, due }: Values) => {
    const body = { title, note: note ?? '', owner_id, due_at: due.toISOString() };
    if (task) update.mutate({ params: { task_id: task.id }, body: { ...body, seen_version: task.version } });
    else create.mutate({ body: { ...body, customer_id: customerId } });
  };
  const drop = () =>
    task &&
    update.mutate({ params: { task_id: task.id }, body: { seen_version: task.version, state: 'cancelled' } });
  const others = colleagues.filter(({ id }) => id !== me.user_id);
  const owners = [{ id: me.user_id, name: me.name }, ...others];
  if (task && !owners.some(({ id }) => id === task.owner_id))
    owners.push({ id: task.owner_id, name: task.owner_name });
  return (
    <FormDrawer<Values>
      title={t(task ? 'people.task.edit' : 'people.task.title')}
      action={t(task ? 'people.task.change' : 'people.task.save')}
      form={form}
      initial={{
        title: task?.title ?? '',
        note: task?.note ?? '',
        owner_id: task?.owner_id ?? me.user_id,
        due: task ? dayjs(task.due_at) : dayjs().endOf('day'),
      }}
      busy={create.isPending || update.isPending}
      error={create.error ?? update.error}
      onSubmit={save}
      onClose={onClose}
      extra={
        task && (
          <Button type="text" danger onClick={drop}>
            {t('people.task.cancel_task')}
          </Button>
        )
      }
    >
      <Form.Item name="title" label={t('people.task.what')} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={120} autoFocus placeholder={t('people.task.what_hint')} />
      </Form.Item>
      <Form.Item name="due" label={t('people.task.due')} rules={[{ required: true }]}>
        <DatePicker
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          allowClear={false}
          style={{ width: '100%' }}
        />
      </Form.Item>
      <Form.Item name="owner_id" label={t('people.task.owner')}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={owners.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item name="note" label={t('people.task.note')}>
        <Input.TextArea maxLength={1000} autoSize={{ minRows: 3, maxRows: 8 }} />
      </Form.Item>
    </FormDrawer>
  );
}
