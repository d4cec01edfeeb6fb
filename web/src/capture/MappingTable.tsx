import { AutoComplete, Button, Input, Select } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useRead } from '@/api/hooks';
import { useMe } from '@/app/session';
import { leadKinds } from '@/sales/nouns';
import { Card } from '@/ui/Card';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import styles from './Import.module.css';
import { MappingDetails } from './MappingDetails';
import { MappingMemory } from './MappingMemory';
import type { DateColumn, Import, ImportField, Mapping } from './nouns';
import { useFieldName } from './useFieldName';

interface MappingTableProps {
  file: Import;
  again: () => void;
  onPlanned: () => void;
}

interface Plan {
  mapping: Mapping;
  remember_as?: string;
}

/** Which column is what: suggested by the server, decided here. */
export function MappingTable({ file, again, onPlanned }: MappingTableProps): ReactElement {
  const { t } = useTranslation();
  const [mapping, setMapping] = useState<Mapping>(file.mapping);
  const [rememberAs, setRememberAs] = useState('');
  const fields = useRead<ImportField[]>('/api/import_fields', { query: { kind: file.kind } });
  const plan = useCommand<Plan, Import>('post', '/api/imports/{import_id}/plan', {
    refreshes: ['/api/imports', '/api/import_mappings'],
    onDone: onPlanned,
  });
  const known = fields.data ?? [];
  const label = useFieldName(known);
  const { trouble, missing, sent } = useTrouble(file, mapping, known);
  const setColumn = (column: string, field: string | undefined) => {
    const columns = { ...mapping.columns };
    if (field === undefined) delete columns[column];
    else columns[column] = field;
    setMapping({ ...mapping, columns });
  };
  const setConstant = (field: string, value: string) =>
    setMapping({ ...mapping, constants: { ...mapping.constants, [field]: value } });
  // Required ones that no column fills may be the same for all rows: they are asked for in sight.
  const asked = known.filter(
    ({ field, required }) =>
      required && (missing.includes(field) || mapping.constants[field] !== undefined) && !isDate(field),
  );
  const remembered = rememberAs.trim() === '' ? {} : { remember_as: rememberAs.trim() };
  return (
    <Card title={t('capture.map.title')} hint={t('capture.map.hint')}>
      <div className={styles.tools}>
        <SheetChoice file={file} again={again} />
        <MappingMemory file={file} onPick={setMapping} />
      </div>
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
                  .filter((cell) => cell !== '' && !mapping.empty_words.includes(cell))
                  .slice(0, 3)
                  .map((cell) => (
                    <code key={cell}>{cell}</code>
                  ))}
                <DateHint
                  date={file.format.dates.find((one) => one.column === column)}
                  field={mapping.columns[column]}
                  mapping={mapping}
                />
              </span>
              <FieldChoice
                fields={known}
                column={column}
                value={mapping.columns[column]}
                onChange={(field) => setColumn(column, field)}
              />
            </div>
          ))}
          {asked.map(({ field }) => (
            <label key={field} className={styles.mapRow}>
              <strong>{label(field)}</strong>
              <span className={styles.means}>{t('capture.map.same_for_all')}</span>
              <AutoComplete
                aria-label={label(field)}
                value={mapping.constants[field] ?? ''}
                maxLength={200}
                options={
                  field === 'lead_kind'
                    ? leadKinds.map((value) => ({ value, label: t(`sales.kind.${value}`) }))
                    : []
                }
                onChange={(value) => setConstant(field, value)}
              />
            </label>
          ))}
        </div>
      )}
      <MappingDetails file={file} mapping={mapping} fields={known} onChange={setMapping} />
      {plan.error && <Problem error={plan.error} />}
      <div className={styles.actions}>
        <Button
          type="primary"
          disabled={!fields.isSuccess || trouble !== ''}
          loading={plan.isPending}
          onClick={() =>
            plan.mutate({ params: { import_id: file.id }, body: { mapping: sent, ...remembered } })
          }
        >
          {t('capture.map.check')}
        </Button>
        <span className={trouble === '' ? styles.means : styles.trouble}>
          {trouble === '' ? t('capture.map.check_means') : trouble}
        </span>
        <label className={styles.remember}>
          <span>{t('capture.map.remember')}</span>
          <Input
            value={rememberAs}
            maxLength={80}
            placeholder={t('capture.map.remember_example')}
            onChange={(event) => setRememberAs(event.target.value)}
          />
        </label>
      </div>
    </Card>
  );
}

const isDate = (field: string): boolean =>
  ['ordered_at', 'occurred_at', 'lead_at', 'first_seen', 'claimed_at', 'usable_until', 'tag_until'].includes(
    field,
  );

/** What keeps the mapping from being checked, and what of it is sent. */
function useTrouble(file: Import, mapping: Mapping, known: ImportField[]) {
  const { t } = useTranslation();
  const label = useFieldName(known);
  const constants = Object.fromEntries(
    Object.entries(mapping.constants).filter(([, value]) => value.trim() !== ''),
  );
  const used = [...Object.values(mapping.columns), ...Object.keys(constants)];
  const made = known.filter((field) => used.includes(field.field)).map((field) => field.instead_of);
  const missing = known
    .filter(({ field, required }) => required && !used.includes(field) && !made.includes(field))
    .map(({ field }) => field);
  const twice = used.find((field, at) => field !== 'tag' && used.indexOf(field) !== at);
  const unclear = file.format.dates.some(
    ({ column, format }) =>
      format === 'unclear' &&
      isDate(mapping.columns[column] ?? '') &&
      (mapping.date_order ?? 'automatic') === 'automatic',
  );
  const keys = mapping.keys.filter((key) => used.includes(key));
  const sent: Mapping = { ...mapping, constants, keys };
  let trouble = '';
  if (missing.length > 0) trouble = t('capture.map.missing', { fields: missing.map(label).join(', ') });
  else if (twice !== undefined) trouble = t('capture.map.twice', { field: label(twice) });
  else if (used.some((field) => field.endsWith(':'))) trouble = t('capture.map.unnamed');
  else if (unclear) trouble = t('capture.map.unclear');
  return { trouble, missing, sent };
}

/** Of a workbook with several sheets: which one is read. */
function SheetChoice({ file, again }: { file: Import; again: () => void }): ReactElement | null {
  const { t } = useTranslation();
  const choose = useCommand<{ sheet: string }, Import>('post', '/api/imports/{import_id}/sheet', {
    refreshes: ['/api/imports'],
    onDone: again,
  });
  if (file.format.sheets.length < 2) return null;
  return (
    <label className={styles.tool}>
      <span>{t('capture.map.sheet')}</span>
      <Select
        aria-label={t('capture.map.sheet')}
        value={file.format.sheet ?? null}
        loading={choose.isPending}
        disabled={choose.isPending}
        title={t('capture.map.sheet_means')}
        options={file.format.sheets.map((value) => ({ value, label: value }))}
        onChange={(sheet: string | null) =>
          sheet !== null && choose.mutate({ params: { import_id: file.id }, body: { sheet } })
        }
      />
      {choose.error && <Problem error={choose.error} />}
    </label>
  );
}

interface DateHintProps {
  date: DateColumn | undefined;
  field: string | undefined;
  mapping: Mapping;
}

/** How the column writes dates and where its clocks hang, so that a wrong guess is seen. */
function DateHint({ date, field, mapping }: DateHintProps): ReactElement | null {
  const { t } = useTranslation();
  const me = useMe();
  if (!date) return null;
  const chosen = mapping.date_order ?? 'automatic';
  const format = date.format === 'unclear' && chosen !== 'automatic' ? chosen : date.format;
  const words = { format: t(`capture.date_format.${format}`) };
  const unclear = format === 'unclear';
  return (
    <small className={unclear ? styles.trouble : styles.dateHint}>
      {field === undefined || !isDate(field) || unclear || date.format.startsWith('unix')
        ? t('capture.map.date', words)
        : t('capture.map.date_zone', {
            ...words,
            zone: date.has_zone ? t('capture.map.in_cell') : (mapping.time_zone ?? me.time_zone),
          })}
    </small>
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
  const label = useFieldName(fields);
  const open = value?.includes(':') ? value.slice(0, value.indexOf(':') + 1) : undefined;
  return (
    <span className={styles.choice}>
      <Select
        aria-label={t('capture.map.field_of', { column })}
        value={open ?? value ?? ''}
        showSearch={{ optionFilterProp: 'label' }}
        options={[
          { value: '', label: t('capture.map.not_read') },
          ...fields.map(({ field }) => ({
            value: field,
            label: field.endsWith(':') ? `${label(field)}…` : label(field),
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
