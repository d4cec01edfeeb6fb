import { Input, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { timeZones } from '@/access/choices';
import { useMe } from '@/app/session';
import { Choices } from '@/ui/Choices';
import styles from './Import.module.css';
import { modesOf } from './nouns';
import type { DateOrder, Import, ImportField, Mapping } from './nouns';
import { useFieldName } from './useFieldName';

interface MappingDetailsProps {
  /** The kind of rows, and what was found out of their dates. */
  file: { kind: Import['kind']; format: Pick<Import['format'], 'dates'> };
  mapping: Mapping;
  fields: ImportField[];
  onChange: (mapping: Mapping) => void;
}

const identities = [
  'external_id',
  'phone',
  'email',
  'card_number',
  'unionid',
  'openid',
  'wecom_external_userid',
  'anonymous_id',
  'plate',
];
const isIdentity = (field: string): boolean => identities.includes(field) || field.startsWith('identity:');

/** What seldom needs a look: who may be touched, and how cells are read. */
export function MappingDetails(props: MappingDetailsProps): ReactElement {
  return (
    <>
      <Modes {...props} />
      <Reading {...props} />
    </>
  );
}

/** Whether people we know, or do not know, may be changed by the file. */
function Modes({ file, mapping, fields, onChange }: MappingDetailsProps): ReactElement {
  const { t } = useTranslation();
  const label = useFieldName(fields);
  const mode = mapping.mode ?? 'upsert';
  const known = [...Object.values(mapping.columns), ...Object.keys(mapping.constants)].filter(isIdentity);
  return (
    <details className={styles.details} open={mode !== 'upsert'}>
      <summary>
        {t('capture.map.mode')} · {t(`capture.mode.${mode}`)}
      </summary>
      <div className={styles.detailsIn}>
        <Choices
          value={mode}
          onChange={(chosen) => onChange({ ...mapping, mode: chosen })}
          options={modesOf[file.kind].map((value) => ({
            value,
            label: t(`capture.mode.${value}`),
            means: t(`capture.mode_means.${value}`),
          }))}
        />
        {mode !== 'upsert' && (
          <label>
            <span>{t('capture.map.keys')}</span>
            <Select
              mode="multiple"
              aria-label={t('capture.map.keys')}
              placeholder={t('capture.map.keys_all')}
              value={mapping.keys.filter((key) => known.includes(key))}
              options={known.map((value) => ({ value, label: label(value) }))}
              onChange={(keys) => onChange({ ...mapping, keys })}
            />
          </label>
        )}
      </div>
    </details>
  );
}

function Reading({ file, mapping, fields, onChange }: MappingDetailsProps): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const label = useFieldName(fields);
  const orders: DateOrder[] = ['automatic', 'day_month_year', 'month_day_year'];
  const unclear = file.format.dates.some(({ format }) => format === 'unclear');
  const constants = Object.entries(mapping.constants);
  const free = fields.filter(
    ({ field }) =>
      !field.endsWith(':') &&
      mapping.constants[field] === undefined &&
      !Object.values(mapping.columns).includes(field),
  );
  const setConstant = (field: string, value: string) =>
    onChange({ ...mapping, constants: { ...mapping.constants, [field]: value } });
  const shown = constants.filter(([field]) => !fields.some((one) => one.required && one.field === field));
  return (
    <details className={styles.details} open={unclear}>
      <summary>{t('capture.map.details')}</summary>
      <div className={styles.detailsIn}>
        <label>
          <span>{t('capture.map.date_order')}</span>
          <Select
            aria-label={t('capture.map.date_order')}
            value={mapping.date_order ?? 'automatic'}
            options={orders.map((value) => ({ value, label: t(`capture.date_order.${value}`) }))}
            onChange={(date_order) => onChange({ ...mapping, date_order })}
          />
        </label>
        <label>
          <span>{t('capture.map.time_zone')}</span>
          <Select
            aria-label={t('capture.map.time_zone')}
            showSearch
            value={mapping.time_zone ?? me.time_zone}
            options={timeZones().map((value) => ({ value, label: value }))}
            onChange={(time_zone) => onChange({ ...mapping, time_zone })}
          />
        </label>
        <label>
          <span>{t('capture.map.empty_words')}</span>
          <Select
            aria-label={t('capture.map.empty_words')}
            mode="tags"
            open={false}
            suffixIcon={null}
            placeholder={t('capture.map.empty_words_example')}
            value={mapping.empty_words}
            onChange={(empty_words) => onChange({ ...mapping, empty_words })}
          />
        </label>
        {shown.map(([field, value]) => (
          <label key={field}>
            <span>{t('capture.map.every_row', { field: label(field) })}</span>
            <Input value={value} onChange={(event) => setConstant(field, event.target.value)} />
          </label>
        ))}
        {free.length > 0 && (
          <label>
            <span>{t('capture.map.add_constant')}</span>
            <Select
              value={null}
              placeholder={t('capture.map.add_constant_example')}
              options={free.map(({ field }) => ({ value: field, label: label(field) }))}
              onChange={(field: string | null) => field !== null && setConstant(field, '')}
            />
          </label>
        )}
      </div>
    </details>
  );
}
