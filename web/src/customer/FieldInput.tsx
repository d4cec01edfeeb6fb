import { DatePicker, Input, InputNumber, Segmented, Select } from 'antd';
import dayjs from 'dayjs';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { nameIn } from './fields';
import type { FieldView } from './fields';
import type { AttributeValue } from './nouns';

interface FieldInputProps {
  field: FieldView;
  value?: AttributeValue | null;
  onChange?: (value: AttributeValue | null) => void;
  /** Enter was pressed, or something was chosen from a list: nothing more is to be typed. */
  onFinish?: (value: AttributeValue | null) => void;
  id?: string;
  small?: boolean;
  disabled?: boolean;
  autoFocus?: boolean;
  label?: string;
}

/** The control that fits the type of a field. */
export function FieldInput(props: FieldInputProps): ReactElement {
  const { field, value = null, onChange, onFinish, id, small, disabled = false, autoFocus = false } = props;
  const { t, i18n } = useTranslation();
  const shared = {
    disabled,
    autoFocus,
    size: small ? ('small' as const) : ('middle' as const),
    'aria-label': props.label ?? nameIn(field, i18n.language),
    ...(id === undefined ? {} : { id }),
  };
  const choose = (next: AttributeValue | null) => {
    onChange?.(next);
    onFinish?.(next);
  };
  switch (field.type) {
    case 'number':
    case 'whole':
      return (
        <InputNumber<number>
          {...shared}
          style={{ width: '100%' }}
          value={typeof value === 'number' ? value : value === null ? null : Number(value)}
          {...(field.type === 'whole' ? { precision: 0 } : {})}
          {...(field.least === undefined || field.least === null ? {} : { min: field.least })}
          {...(field.most === undefined || field.most === null ? {} : { max: field.most })}
          onChange={(next) => onChange?.(next)}
          onPressEnter={() => onFinish?.(value)}
        />
      );
    case 'date':
      return (
        <DatePicker
          {...shared}
          style={{ width: '100%' }}
          value={typeof value === 'string' && value !== '' ? dayjs(value) : null}
          onChange={(next) => choose(next ? next.format('YYYY-MM-DD') : null)}
        />
      );
    case 'yes_no':
      return (
        <Segmented
          disabled={disabled}
          size={shared.size}
          aria-label={shared['aria-label']}
          value={value === true ? 'yes' : value === false ? 'no' : 'unknown'}
          options={[
            { value: 'yes', label: t('customer.yes') },
            { value: 'no', label: t('customer.no') },
            { value: 'unknown', label: t('profile.field.unknown') },
          ]}
          onChange={(next) => choose(next === 'unknown' ? null : next === 'yes')}
        />
      );
    case 'choice':
      return (
        <Select<string>
          {...shared}
          style={{ width: '100%' }}
          allowClear={!field.required}
          showSearch={{ optionFilterProp: 'label' }}
          value={value === null ? null : String(value)}
          options={field.choices.map((one) => ({ value: one.value, label: nameIn(one, i18n.language) }))}
          onChange={(next) => choose(next ?? null)}
        />
      );
    default: {
      const text = value === null ? '' : String(value);
      const change = (next: string) => onChange?.(next === '' ? null : next);
      return field.type === 'note' ? (
        <Input.TextArea
          {...shared}
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={2000}
          value={text}
          onChange={(event) => change(event.target.value)}
        />
      ) : (
        <Input
          {...shared}
          maxLength={200}
          value={text}
          onChange={(event) => change(event.target.value)}
          onPressEnter={() => onFinish?.(value)}
        />
      );
    }
  }
}
