import { Form, Input, InputNumber, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page, Schema } from '@/api';
import { useCommand, useRead } from '@/api/hooks';
import { useFormat } from '@/app/session';
import { useSay } from '@/ui/actions';
import { FormDrawer } from '@/ui/FormDrawer';
import { leadKinds } from './nouns';

interface Values {
  segment_id: number;
  kind: string;
  note?: string;
  most: number;
}

/** Hands the people of a segment to the agents, those with the fewest leads first. */
export function LeadsFromSegment({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const say = useSay();
  const [form] = Form.useForm<Values>();
  const segments = useRead<Page<Schema<'Segment'>>>('/api/segments', { query: { limit: 200 } });
  const make = useCommand<Values, Schema<'LeadsMade'>>('post', '/api/leads/from_segment', {
    refreshes: ['/api/leads', '/api/home'],
    onDone: (made) => {
      say.done(
        t('sales.from_segment.done', {
          count: made.created,
          created: num(made.created),
          open: num(made.open_already),
        }),
      );
      onClose();
    },
  });
  const needed = (what: string) => [{ required: true, message: t('access.needed', { what }) }];
  return (
    <FormDrawer<Values>
      title={t('sales.from_segment.title')}
      action={t('sales.from_segment.do')}
      form={form}
      initial={{ kind: 'recall', most: 50 }}
      busy={make.isPending}
      error={make.error}
      onSubmit={({ note, ...body }) => make.mutate({ body: note?.trim() ? { ...body, note } : body })}
      onClose={onClose}
    >
      <Form.Item
        name="segment_id"
        label={t('sales.from_segment.segment')}
        extra={t('sales.from_segment.segment_means')}
        rules={needed(t('sales.from_segment.segment'))}
      >
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          loading={segments.isPending}
          options={(segments.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item name="kind" label={t('sales.leads.kind')}>
        <Select options={leadKinds.map((value) => ({ value, label: t(`sales.kind.${value}`) }))} />
      </Form.Item>
      <Form.Item
        name="most"
        label={t('sales.from_segment.most')}
        extra={t('sales.from_segment.most_means')}
        rules={needed(t('sales.from_segment.most'))}
      >
        <InputNumber min={1} max={500} precision={0} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="note" label={t('sales.leads.note')} extra={t('sales.from_segment.note_means')}>
        <Input.TextArea maxLength={400} autoSize={{ minRows: 2, maxRows: 5 }} />
      </Form.Item>
    </FormDrawer>
  );
}
