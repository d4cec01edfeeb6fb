import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/hooks';
import type { Page } from '@/api/types';
import type { CustomerSummary } from './nouns';
import { plateText } from './nouns';

interface PersonPickerProps {
  /** Who is not offered. */
  except: number;
  onChosen: (id: number) => void;
  /** One field among others in a form, which may stay empty: cleared, it says 0. */
  inForm?: { chosen: number | undefined; known?: { customer_id: number; name: string } | null };
}

/** Finds a person as the list of customers does, and chooses them. */
export function PersonPicker({ except, onChosen, inForm }: PersonPickerProps): ReactElement {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const found = useRead<Page<CustomerSummary>>(
    '/api/customers',
    { query: { search, limit: 12 } },
    { keep: true, enabled: search !== '' },
  );
  const people = search === '' ? [] : (found.data?.items ?? []).filter(({ id }) => id !== except);
  const known = inForm?.known;
  const isKnown = known && known.customer_id === inForm.chosen && search === '';
  return (
    <Select<number>
      style={{ width: '100%', maxWidth: 460 }}
      {...(inForm
        ? { allowClear: true, value: inForm.chosen || null, onClear: () => onChosen(0) }
        : { size: 'large' as const, autoFocus: true })}
      aria-label={t('customer.merge.find')}
      placeholder={t('customer.search')}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      notFoundContent={
        search === '' ? t('customer.merge.type') : found.isFetching ? null : t('ui.list.nothing')
      }
      loading={found.isFetching}
      onChange={(id: number | undefined) => onChosen(id ?? 0)}
      options={[
        ...(isKnown ? [{ value: known.customer_id, label: known.name, line: '' }] : []),
        ...people.map((person) => ({
          value: person.id,
          label: person.name || person.phone || `#${String(person.id)}`,
          line: [person.phone, ...person.plates.map(plateText), person.email, `#${String(person.id)}`]
            .filter(Boolean)
            .join(' \u00b7 '),
        })),
      ]}
      optionRender={(option) => (
        <div>
          <div>{option.label}</div>
          <small style={{ color: 'var(--text-3)' }}>{option.data.line}</small>
        </div>
      )}
    />
  );
}
