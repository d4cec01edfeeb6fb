import { Button, DatePicker, Form, Input, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '@/api';
import { useCommand, useRead } from '@/api/hooks';
import { useFormat } from '@/app/session';
import { MoneyInput } from '@/offer/MoneyInput';
import { FormDrawer } from '@/ui/FormDrawer';
import { fromPicker, toPicker } from '@/ui/wallClock';
import type { Campaign, Placement, PlacementKind } from './nouns';
import { placementKinds, refreshes } from './nouns';
import { LinkLine, pictureOf } from './PlacementLines';
import styles from './Scene.module.css';

interface Values {
  name: string;
  kind: PlacementKind;
  place?: string;
  period?: [Dayjs | null, Dayjs | null] | null;
  cost?: number | null;
  campaign_id?: number | null;
}

function bodyOf(values: Values, zone: string): Record<string, unknown> {
  const [from, to] = values.period ?? [null, null];
  return {
    name: values.name,
    kind: values.kind,
    ...(values.place ? { place: values.place } : {}),
    ...(from ? { starts_at: fromPicker(from.startOf('day'), zone) } : {}),
    // The last day counts; the server's end is exclusive.
    ...(to ? { ends_at: fromPicker(to.add(1, 'day').startOf('day'), zone) } : {}),
    ...(values.cost ? { cost: values.cost } : {}),
    ...(values.campaign_id ? { campaign_id: values.campaign_id } : {}),
  };
}

/** A placement beside the list it belongs to, with the code that hangs there. */
export function PlacementForm({
  placement,
  campaignId,
  onClose,
}: {
  placement: Placement | null;
  campaignId?: number;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const { time_zone: zone } = useFormat().locale;
  const campaigns = useRead<Page<Campaign>>('/api/campaigns', { query: { limit: 200 } });
  const create = useCommand<Record<string, unknown>, Placement>('post', '/api/placements', {
    refreshes,
    onDone: onClose,
  });
  const update = useCommand<Record<string, unknown>, Placement>('put', '/api/placements/{placement_id}', {
    refreshes,
    onDone: onClose,
  });
  const save = (values: Values) => {
    const body = bodyOf(values, zone);
    if (placement === null) create.mutate({ body });
    else
      update.mutate({
        params: { placement_id: placement.id },
        body: { ...body, seen_version: placement.version },
      });
  };
  const day = (instant: string | undefined, shift: number) =>
    instant === undefined ? null : toPicker(Date.parse(instant) + shift, zone);
  const initial: Partial<Values> =
    placement === null
      ? { kind: 'flyer', ...(campaignId === undefined ? {} : { campaign_id: campaignId }) }
      : {
          name: placement.name,
          kind: placement.kind,
          place: placement.place,
          period: [day(placement.starts_at, 0), day(placement.ends_at, -1000)],
          cost: placement.cost,
          campaign_id: placement.campaign_id ?? null,
        };
  const word = (key: string) => t(`scene.placements.${key}`);
  return (
    <FormDrawer<Values>
      title={placement === null ? word('add') : placement.name}
      action={placement === null ? word('add') : t('ui.save')}
      form={form}
      initial={initial}
      busy={create.isPending || update.isPending}
      error={create.error ?? update.error}
      onSubmit={save}
      onClose={onClose}
      extra={
        placement && (
          <Button href={pictureOf(placement)} download={`${placement.name}.svg`}>
            {word('download')}
          </Button>
        )
      }
    >
      {placement && (
        <div style={{ marginBottom: 16 }}>
          <img
            className={styles.qrLarge}
            src={pictureOf(placement)}
            alt={t('scene.placements.qr_of', { name: placement.name })}
          />
          <LinkLine placement={placement} />
        </div>
      )}
      <Form.Item
        name="name"
        label={word('name')}
        rules={[{ required: true, whitespace: true, message: t('access.needed', { what: word('name') }) }]}
      >
        <Input maxLength={120} autoFocus={placement === null} placeholder={word('name_like')} />
      </Form.Item>
      <Form.Item name="kind" label={word('kind')}>
        <Select options={placementKinds.map((value) => ({ value, label: t(`scene.kind.${value}`) }))} />
      </Form.Item>
      <Form.Item name="place" label={word('place')}>
        <Input maxLength={200} placeholder={word('place_like')} />
      </Form.Item>
      <Form.Item name="campaign_id" label={word('campaign')} extra={word('campaign_means')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          loading={campaigns.isPending}
          options={(campaigns.data?.items ?? [])
            .filter((campaign) => campaign.status !== 'ended' || campaign.id === placement?.campaign_id)
            .map((campaign) => ({ value: campaign.id, label: campaign.name }))}
        />
      </Form.Item>
      <Form.Item name="period" label={word('period')}>
        <DatePicker.RangePicker allowEmpty={[true, true]} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="cost" label={word('cost')} extra={word('cost_means')}>
        <MoneyInput />
      </Form.Item>
    </FormDrawer>
  );
}
