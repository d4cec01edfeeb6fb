import { DatePicker, Form, Input, InputNumber } from 'antd';
import type { Dayjs } from 'dayjs';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useRead } from '@/api/hooks';
import { useMe } from '@/app/session';
import { FormDrawer } from '@/ui/FormDrawer';
import { Skeleton } from '@/ui/Skeleton';
import { fromPicker, toPicker } from '@/ui/wallClock';
import type { CustomerHead, Vehicle } from './nouns';
import { plateText } from './nouns';

interface Values {
  plate: string;
  model?: string;
  vin?: string;
  mileage?: number | null;
  insurer?: string;
  insurance_until?: Dayjs | null;
  inspection_until?: Dayjs | null;
  maintenance_until?: Dayjs | null;
}

interface VehicleFormProps {
  customerId: number;
  vehicleId?: number;
  onClose: () => void;
}

/** A car by its plate, with the dates that come with it. */
export function VehicleForm(props: VehicleFormProps): ReactElement {
  const place = { params: { customer_id: props.customerId } };
  const head = useRead<CustomerHead>('/api/customers/{customer_id}', place);
  if (!head.data) return <Skeleton rows={1} />;
  const car = head.data.vehicles.find(({ id }) => id === props.vehicleId);
  return <Fields {...props} {...(car ? { car } : {})} />;
}

function Fields({ customerId, car, onClose }: VehicleFormProps & { car?: Vehicle }): ReactElement {
  const { t } = useTranslation();
  const { time_zone } = useMe();
  const [form] = Form.useForm<Values>();
  const set = useCommand<object, Vehicle>('post', '/api/customers/{customer_id}/vehicles', {
    refreshes: ['/api/customers', '/api/dues'],
    onDone: onClose,
  });
  const picked = (at: string | null | undefined) => (at ? toPicker(at, time_zone) : null);
  // The first moment of the day that was chosen, on the organisation's clock.
  const instant = (value: Dayjs | null | undefined) =>
    value ? fromPicker(value.startOf('day'), time_zone) : undefined;
  const save = ({ insurance_until, inspection_until, maintenance_until, mileage, ...texts }: Values) =>
    set.mutate({
      params: { customer_id: customerId },
      body: {
        ...texts,
        mileage: mileage ?? undefined,
        insurance_until: instant(insurance_until),
        inspection_until: instant(inspection_until),
        maintenance_until: instant(maintenance_until),
      },
    });
  const dates = ['insurance_until', 'inspection_until', 'maintenance_until'] as const;
  return (
    <FormDrawer<Values>
      title={t(car ? 'asset.form.change_vehicle' : 'asset.form.add_vehicle')}
      action={t(car ? 'asset.save' : 'asset.form.add_vehicle')}
      form={form}
      initial={
        car
          ? {
              plate: plateText(car.plate),
              model: car.model,
              vin: car.vin ?? '',
              mileage: car.mileage ?? null,
              insurer: car.insurer,
              insurance_until: picked(car.insurance_until),
              inspection_until: picked(car.inspection_until),
              maintenance_until: picked(car.maintenance_until),
            }
          : {}
      }
      busy={set.isPending}
      error={set.error}
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item
        name="plate"
        label={t('asset.form.plate')}
        extra={t('asset.form.plate_hint')}
        rules={[{ required: true, whitespace: true, message: t('asset.form.plate_needed') }]}
      >
        <Input maxLength={20} autoFocus={!car} disabled={Boolean(car)} />
      </Form.Item>
      <Form.Item name="model" label={t('asset.form.model')}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="insurer" label={t('asset.form.insurer')}>
        <Input maxLength={80} />
      </Form.Item>
      {dates.map((name) => (
        <Form.Item key={name} name={name} label={t(`asset.form.${name}`)}>
          <DatePicker style={{ width: '100%' }} allowClear={!car?.[name]} />
        </Form.Item>
      ))}
      <Form.Item name="mileage" label={t('asset.form.mileage')}>
        <InputNumber min={0} max={10_000_000} precision={0} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="vin" label={t('asset.form.vin')}>
        <Input maxLength={40} />
      </Form.Item>
    </FormDrawer>
  );
}
