import { DatePicker, Form, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import { useLocale } from '@/app/session';
import { FormDrawer } from '@/ui/FormDrawer';
import type { Asset, AssetKind, AssetPerson } from './assetNouns';
import { plateText } from './nouns';
import { PersonPicker } from './PersonPicker';

interface Values {
  name?: string;
  number?: string;
  party?: string;
  starts_on?: Dayjs | null;
  due_on?: Dayjs | null;
  amount?: number | null;
  vehicle_id?: number;
  user_customer_id?: number;
  note?: string;
}

const day = (value: Dayjs | null | undefined): string => value?.format('YYYY-MM-DD') ?? '';
const picked = (value: string | null | undefined): Dayjs | null => (value ? dayjs(value) : null);

/** A policy, inspection, service, contract or something else that is due one day. */
export function AssetForm({
  customerId,
  kind,
  asset,
  cars,
  onClose,
}: {
  customerId: number;
  kind: AssetKind;
  asset?: Asset;
  cars: Asset[];
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { currency, currency_digits } = useLocale();
  const unit = 10 ** currency_digits;
  const [form] = Form.useForm<Values>();
  const options = { refreshes: ['/api/customers', '/api/dues'], onDone: onClose };
  const add = useCommand<object, Asset>('post', '/api/customers/{customer_id}/assets', options);
  const change = useCommand<object, Asset>('put', '/api/assets/{asset_id}', options);
  const what = t(`asset.new.${kind}`);
  const save = (values: Values) => {
    const said = {
      name: values.name ?? '',
      number: values.number ?? '',
      party: values.party ?? '',
      note: values.note ?? '',
      amount: Math.round((values.amount ?? 0) * unit),
      vehicle_id: values.vehicle_id ?? 0,
      user_customer_id: values.user_customer_id ?? 0,
    };
    const starts_on = day(values.starts_on);
    const due_on = day(values.due_on);
    if (asset) {
      const body = { ...said, starts_on, due_on, seen_version: asset.version };
      change.mutate({ params: { asset_id: asset.id }, body });
    } else {
      const days = { ...(starts_on && { starts_on }), ...(due_on && { due_on }) };
      add.mutate({ params: { customer_id: customerId }, body: { ...said, ...days, kind } });
    }
  };
  const partyWords: Partial<Record<AssetKind, string>> = {
    policy: 'party_policy',
    maintenance: 'party_maintenance',
    contract: 'party_contract',
  };
  return (
    <FormDrawer<Values>
      title={t(asset ? 'asset.form.change' : 'asset.form.add', { what })}
      action={t(asset ? 'asset.save' : 'asset.form.add', { what })}
      form={form}
      initial={
        asset
          ? {
              name: asset.name,
              number: asset.number,
              party: asset.party,
              starts_on: picked(asset.starts_on),
              due_on: picked(asset.dues[0]?.due_on),
              amount: asset.amount ? asset.amount / unit : null,
              note: asset.note,
              ...(asset.vehicle_id ? { vehicle_id: asset.vehicle_id } : {}),
              ...(asset.user ? { user_customer_id: asset.user.customer_id } : {}),
            }
          : kind === 'policy' && cars.length === 1 && cars[0]
            ? { vehicle_id: cars[0].id, party: cars[0].party }
            : {}
      }
      busy={add.isPending || change.isPending}
      error={add.error ?? change.error}
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item name="name" label={t('asset.form.name')}>
        <Input
          autoFocus
          maxLength={120}
          placeholder={
            kind === 'policy' || kind === 'contract' ? t(`asset.form.name_${kind}`) : t(`asset.kind.${kind}`)
          }
        />
      </Form.Item>
      <Form.Item name="due_on" label={t('asset.form.due_on')}>
        <DatePicker style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="party" label={t(`asset.form.${partyWords[kind] ?? 'party'}`)}>
        <Input maxLength={120} />
      </Form.Item>
      {kind !== 'contract' && (
        <Form.Item name="vehicle_id" label={t('asset.form.vehicle')} hidden={cars.length === 0}>
          <Select
            allowClear
            placeholder={t('asset.form.no_vehicle')}
            options={cars.map((car) => ({
              value: car.id,
              label: [plateText(car.plate ?? ''), car.name].filter(Boolean).join(' · '),
            }))}
          />
        </Form.Item>
      )}
      <Form.Item name="number" label={t('asset.form.number')}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="starts_on" label={t('asset.form.starts_on')}>
        <DatePicker style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="amount" label={t('asset.form.amount')}>
        <InputNumber min={0} precision={currency_digits} suffix={currency} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="user_customer_id" label={t('asset.form.user')} extra={t('asset.form.user_hint')}>
        <UserPicker except={customerId} known={asset?.user} />
      </Form.Item>
      <Form.Item name="note" label={t('asset.form.note')}>
        <Input.TextArea maxLength={400} autoSize={{ minRows: 2, maxRows: 5 }} />
      </Form.Item>
    </FormDrawer>
  );
}

/** The form item hands in `value` and `onChange`. */
function UserPicker({
  except,
  known,
  value,
  onChange,
}: {
  except: number;
  known: AssetPerson | null | undefined;
  value?: number;
  onChange?: (id: number) => void;
}): ReactElement {
  return (
    <PersonPicker
      except={except}
      inForm={{ chosen: value, known: known ?? null }}
      onChosen={(id) => onChange?.(id)}
    />
  );
}
