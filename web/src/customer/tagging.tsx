import { AutoComplete } from 'antd';
import type { AutoCompleteProps } from 'antd';
import type { Dayjs } from 'dayjs';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useRead } from '@/api/hooks';
import { useMay } from '@/app/session';

export interface TagValues {
  tag: string;
  until?: Dayjs | null;
}

/** A tag typed, or one of those in use. */
export function TagField({
  enabled = true,
  ...field
}: Omit<AutoCompleteProps, 'options'> & { enabled?: boolean }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const words = useRead<{ tags: string[] }>(
    '/api/rule_vocabulary',
    {},
    { enabled: enabled && may('segment_read'), staleTime: 300_000 },
  );
  return (
    <AutoComplete
      autoFocus
      maxLength={60}
      aria-label={t('customer.tag')}
      showSearch={{ filterOption: (typed, option) => String(option?.value).includes(typed) }}
      {...field}
      options={(words.data?.tags ?? []).map((value) => ({ value }))}
    />
  );
}

/** Gives one person a tag; `until` is the last day on which it holds. */
export function useAddTag(customerId: number, onDone: () => void) {
  const add = useCommand<{ tag: string; until?: string }, unknown>(
    'post',
    '/api/customers/{customer_id}/tags',
    { refreshes: ['/api/customers'], onDone },
  );
  const save = ({ tag, until }: TagValues) =>
    add.mutate({
      params: { customer_id: customerId },
      body: {
        tag: tag.trim(),
        ...(until ? { until: until.add(1, 'day').startOf('day').toISOString() } : {}),
      },
    });
  return { save, error: add.error, isPending: add.isPending };
}
