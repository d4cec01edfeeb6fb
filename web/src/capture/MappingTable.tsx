import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { timeZones } from '@/access/choices';
import { useCommand, useRead } from '@/api/hooks';
import { useMe } from '@/app/session';
import { Card } from '@/ui/Card';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import styles from './Import.module.css';
import type { DateOrder, Import, ImportField, Mapping } from './nouns';

/** Which column is what: suggested by the server, decided here. */
export function MappingTable({ file, onPlanned }: { file: Import; onPlanned: () => void }): ReactElement {
  const { t } = useTranslation();
  const [mapping, setMapping] = useState<Mapping>(file.mapping);
  const fields = useRead<ImportField[]>('/api/import_fields', { query: { kind: file.kind } });
  const plan = useCommand<{ mapping: Mapping }, Import>('post', '/api/imports/{import_id}/plan', {
    refreshes: ['/api/imports'],
    onDone: onPlanned,
  });
  const known = fields.data ?? [];
  const constants = Object.fromEntries(
    Object.entries(mapping.constants).filter(([, value]) => value.trim() !== ''),
  );
  const used = [...Object.values(mapping.columns), ...Object.keys(constants)];
  const missing = known.filter((field) => field.required && !used.includes(field.field));
  const twice = used.find((field, at) => field !== 'tag' && used.indexOf(field) !== at);
  const unnamed = used.some((field) => field.endsWith(':'));
  const label = (field: string) => t(`capture.field.${field}`, { defaultValue: field });
  const setColumn = (column: string, field: string | undefined) => {
    const columns = { ...mapping.columns };
    if (field === undefined) delete columns[column];
    else columns[column] = field;
    setMapping({ ...mapping, columns });
  };
  const trouble =
    missing.length > 0
      ? t('capture.map.missing', { fields: missing.map((one) => label(one.field)).join(', ') })
      : twice !== undefined
        ? t('capture.map.twice', { field: label(twice) })
        : unnamed
          ? t('capture.map.unnamed')
          : '';
  return (
    <Card title={t('capture.map.title')} hint={t('capture.map.hint')}>
      {fields.isPending && <Skeleton rows={5} />}
      {fields.isError && <Problem error={fields.error} onRetry={fields.refetch} />}
      {fields.isSuccess && (
        <div className={styles.mapping}>
          <div className={styles.mapHead} aria-hidden>
            <span>{t('capture.map.column')}</span>
            <span>{t('capture.map.sample')}</span>
            <span>{t('capture.map.field')}</span>
          </div>
          {file.columns.map((column, index) => (
            <div key={column} className={styles.mapRow} data-read={mapping.columns[column] !== undefined}>
              <strong>{column}</strong>
              <span className={styles.sample}>
                {[...new Set(file.sample.map((row) => row[index] ?? ''))]
                  .filter(Boolean)
                  .slice(0, 3)
                  .map((cell) => (
                    <code key={cell}>{cell}</code>
                  ))}
              </span>
              <FieldChoice
                fields={known}
                column={column}
                value={mapping.columns[column]}
                onChange={(field) => setColumn(column, field)}
              />
            </div>
          ))}
        </div>
      )}
      <Details mapping={mapping} fields={known} onChange={setMapping} />
      {plan.error && <Problem error={plan.error} />}
      <div className={styles.actions}>
        <Button
          type="primary"
          disabled={!fields.isSuccess || trouble !== ''}
          loading={plan.isPending}
          onClick={() =>
            plan.mutate({ params: { import_id: file.id }, body: { mapping: { ...mapping, constants } } })
          }
        >
          {t('capture.map.check')}
        </Button>
        <span className={trouble === '' ? styles.means : styles.trouble}>
          {trouble === '' ? t('capture.map.check_means') : trouble}
        </span>
      </div>
    </Card>
  );
}

interface FieldChoiceProps {
  fields: ImportField[];
  column: string;
  value: string | undefined;
  onChange: (field: string | undefined) => void;
}

export function FieldChoice({ fields, column, value, onChange }: FieldChoiceProps): ReactElement {
  const { t } = useTranslation();
  const open = value?.includes(':') ? value.slice(0, value.indexOf(':') + 1) : undefined;
  return (
    <span className={styles.choice}>
      <Select
        aria-label={t('capture.map.field_of', { column })}
        value={open ?? value ?? ''}
        showSearch={{ optionFilterProp: 'label' }}
        options={[
          { value: '', label: t('capture.map.not_read') },
          ...fields.map((field) => ({
            value: field.field,
            label: t(`capture.field.${field.field.replace(':', '_any')}`, { defaultValue: field.meaning }),
          })),
        ]}
        onChange={(field) => {
          if (field === '') onChange(undefined);
          else onChange(field.endsWith(':') ? field + column.toLowerCase().replace(/\s+/g, '_') : field);
        }}
      />
      {open !== undefined && (
        <Input
          aria-label={t('capture.map.key')}
          placeholder={t('capture.map.key')}
          maxLength={64}
          value={value?.slice(open.length)}
          onChange={(event) => onChange(open + event.target.value)}
        />
      )}
    </span>
  );
}

interface DetailsProps {
  mapping: Mapping;
  fields: ImportField[];
  onChange: (mapping: Mapping) => void;
}

export function Details({ mapping, fields, onChange }: DetailsProps): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const orders: DateOrder[] = ['automatic', 'day_month_year', 'month_day_year'];
  const constants = Object.entries(mapping.constants);
  const free = fields.filter(
    ({ field }) =>
      !field.endsWith(':') &&
      mapping.constants[field] === undefined &&
      !Object.values(mapping.columns).includes(field),
  );
  const setConstant = (field: string, value: string) =>
    onChange({ ...mapping, constants: { ...mapping.constants, [field]: value } });
  return (
    <details className={styles.details}>
      <summary>{t('capture.map.details')}</summary>
      <div className={styles.detailsIn}>
        <label>
          <span>{t('capture.map.date_order')}</span>
          <Select
            value={mapping.date_order ?? 'automatic'}
            options={orders.map((value) => ({ value, label: t(`capture.date_order.${value}`) }))}
            onChange={(date_order) => onChange({ ...mapping, date_order })}
          />
        </label>
        <label>
          <span>{t('capture.map.time_zone')}</span>
          <Select
            showSearch
            value={mapping.time_zone ?? me.time_zone}
            options={timeZones().map((value) => ({ value, label: value }))}
            onChange={(time_zone) => onChange({ ...mapping, time_zone })}
          />
        </label>
        <label>
          <span>{t('capture.map.empty_words')}</span>
          <Select
            mode="tags"
            open={false}
            suffixIcon={null}
            placeholder={t('capture.map.empty_words_example')}
            value={mapping.empty_words}
            onChange={(empty_words) => onChange({ ...mapping, empty_words })}
          />
        </label>
        {constants.map(([field, value]) => (
          <label key={field}>
            <span>
              {t('capture.map.every_row', { field: t(`capture.field.${field}`, { defaultValue: field }) })}
            </span>
            <Input value={value} onChange={(event) => setConstant(field, event.target.value)} />
          </label>
        ))}
        {free.length > 0 && (
          <label>
            <span>{t('capture.map.add_constant')}</span>
            <Select
              value={null}
              placeholder={t('capture.map.add_constant_example')}
              options={free.map(({ field, meaning }) => ({
                value: field,
                label: t(`capture.field.${field}`, { defaultValue: meaning }),
              }))}
              onChange={(field: string | null) => field !== null && setConstant(field, '')}
            />
          </label>
        )}
      </div>
    </details>
  );
}
