import { useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Form, Input, InputNumber, Radio, Select, Slider } from 'antd';
import type { Dayjs } from 'dayjs';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Page } from '@/api';
import { api } from '@/api/client';
import { useRead } from '@/api/hooks';
import type { ApiProblem } from '@/api/problem';
import type { Schema } from '@/api';
import { useFormat } from '@/app/session';
import { MoneyInput } from '@/offer/MoneyInput';
import { Choices } from '@/ui/Choices';
import { EditorPage, EditorSection, SavedMark } from '@/ui/EditorPage';
import { Problem } from '@/ui/Problem';
import { fromPicker, toPicker } from '@/ui/wallClock';
import { CampaignPanel } from './CampaignPanel';
import type { CampaignDetail, CampaignPreview } from './nouns';
import { campaignPath, goals, messageParts, metricOf, problemWords, strategies } from './nouns';
import { PlacementLines } from './PlacementLines';
import styles from './Scene.module.css';
import type { Draft, DraftState } from './useDraft';
import { useDraft } from './useDraft';

interface PartProps {
  draft: Draft;
  change: DraftState['change'];
  /** Words for what keeps a field from being launched. */
  wrong: (field: string) => string | undefined;
}

/** A draft as 5W2H, kept while one types; beside it, what launching it would do. */
export function CampaignEditor({ detail }: { detail: CampaignDetail }): ReactElement {
  const { t } = useTranslation();
  const state = useDraft(detail.campaign);
  const { draft, change } = state;
  const { id } = detail.campaign;
  const preview = useQuery<CampaignPreview, ApiProblem>({
    queryKey: ['campaign_preview', id, state.version],
    queryFn: ({ signal }) =>
      api.post<CampaignPreview>(`${campaignPath}/preview`, undefined, {
        params: { campaign_id: id },
        signal,
      }),
    placeholderData: (before) => before,
  });
  const problems = preview.data?.problems ?? [];
  const wrong = (field: string) => {
    const found = problems.find((problem) => problem.field === field);
    return found && problemWords(t, found);
  };
  const part: PartProps = { draft, change, wrong };
  const noName = draft.name.trim() === '' ? t('scene.campaigns.needs_name') : undefined;

  return (
    <EditorPage
      title={draft.name.trim() || t('scene.campaigns.one')}
      step="scene"
      intro={<Link to="/scene/campaigns">{t('scene.editor.back')}</Link>}
      actions={<SavedMark saving={state.isSaving} at={state.savedAt} />}
      panel={<CampaignPanel detail={detail} preview={preview} state={state} />}
    >
      {state.error && <Problem error={state.error} onRetry={state.retry} />}
      <Form layout="vertical" requiredMark={false} component="div">
        <div className={styles.stack}>
          <EditorSection mark="1" title={t('scene.why.title')} hint={t('scene.why.hint')}>
            <Field id="name" label={t('scene.campaigns.name')} wrong={noName}>
              <Input
                id="name"
                maxLength={120}
                value={draft.name}
                onChange={(event) => change({ name: event.target.value })}
              />
            </Field>
            <Field
              id="goal"
              label={t('scene.why.goal')}
              extra={t('scene.why.judged', { metric: t(`scene.metric.${metricOf[draft.goal]}`) })}
            >
              <Radio.Group
                id="goal"
                optionType="button"
                className={styles.wrapped ?? ''}
                value={draft.goal}
                options={goals.map((value) => ({ value, label: t(`scene.goal.${value}`) }))}
                onChange={(event) => change({ goal: event.target.value as Draft['goal'] })}
              />
            </Field>
          </EditorSection>
          <Who {...part} />
          <What {...part} />
          <When {...part} />
          <EditorSection mark="5" title={t('scene.where.title')} hint={t('scene.where.hint')}>
            <PlacementLines campaignId={id} placements={detail.placements ?? []} />
          </EditorSection>
          <How {...part} />
          <HowMuch {...part} />
        </div>
      </Form>
    </EditorPage>
  );
}

function Field(props: {
  id: string;
  label: ReactNode;
  extra?: ReactNode;
  wrong?: string | undefined;
  children: ReactNode;
}): ReactElement {
  const { id, label, extra, wrong, children } = props;
  return (
    <Form.Item
      label={label}
      htmlFor={id}
      extra={extra}
      {...(wrong === undefined ? {} : { validateStatus: 'warning' as const, help: wrong })}
    >
      {children}
    </Form.Item>
  );
}

function Who({ draft, change, wrong }: PartProps): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const segments = useRead<Page<Schema<'Segment'>>>('/api/segments', { query: { limit: 200 } });
  const options = (segments.data?.items ?? []).map((segment) => ({
    value: segment.id,
    label: segment.snapshot
      ? t('scene.who.option', { name: segment.name, people: num(segment.snapshot.size) })
      : segment.name,
  }));
  return (
    <EditorSection mark="2" title={t('scene.who.title')} hint={t('scene.who.hint')}>
      <Field id="segment" label={t('scene.who.segment')} wrong={wrong('segment_id')}>
        <Select
          id="segment"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          loading={segments.isPending}
          placeholder={draft.strategy === 'send' ? t('scene.who.choose') : t('scene.who.everybody')}
          value={draft.segment_id}
          options={options}
          notFoundContent={t('scene.who.none')}
          onChange={(value: number | null | undefined) => change({ segment_id: value ?? null })}
        />
      </Field>
    </EditorSection>
  );
}

function What({ draft, change, wrong }: PartProps): ReactElement {
  const { t } = useTranslation();
  const { money } = useFormat();
  const types = useRead<Page<Schema<'CouponType'>>>('/api/coupon_types', { query: { limit: 200 } });
  const usable = (types.data?.items ?? []).filter(
    (type) => type.status === 'published' || type.id === draft.coupon_type_id,
  );
  const chosen = usable.find((type) => type.id === draft.coupon_type_id);
  return (
    <EditorSection mark="3" title={t('scene.what.title')} hint={t('scene.what.hint')}>
      <Field
        id="coupon"
        label={t('scene.what.coupon')}
        wrong={wrong('coupon_type_id')}
        extra={
          chosen &&
          t('scene.what.chosen', {
            worth: money(chosen.face_value),
            left: money(chosen.budget_left),
          })
        }
      >
        <Select
          id="coupon"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          loading={types.isPending}
          placeholder={t('scene.what.choose')}
          value={draft.coupon_type_id}
          options={usable.map((type) => ({ value: type.id, label: type.name }))}
          notFoundContent={<Link to="/offer/coupon_types">{t('scene.what.none')}</Link>}
          onChange={(value: number | null | undefined) => change({ coupon_type_id: value ?? null })}
        />
      </Field>
      <Field id="per_person" label={t('scene.how.per_person')} wrong={wrong('per_person')}>
        <InputNumber
          id="per_person"
          min={1}
          max={100}
          precision={0}
          suffix={t('scene.how.pieces')}
          value={draft.per_person}
          onChange={(value) => change({ per_person: value })}
        />
      </Field>
    </EditorSection>
  );
}

function When({ draft, change, wrong }: PartProps): ReactElement {
  const { t } = useTranslation();
  const { time_zone: zone } = useFormat().locale;
  const shown = (instant: string | null) => (instant === null ? null : toPicker(instant, zone));
  const sent = (moment: Dayjs | null) => (moment === null ? null : fromPicker(moment, zone));
  const today = toPicker(Date.now(), zone);
  return (
    <EditorSection mark="4" title={t('scene.when.title')} hint={t('scene.when.hint')}>
      <div className={styles.pair}>
        <Field id="starts_at" label={t('scene.when.from')} wrong={wrong('starts_at')}>
          <DatePicker
            id="starts_at"
            showNow={false}
            showTime={{ format: 'HH:mm' }}
            format="YYYY-MM-DD HH:mm"
            className={styles.full ?? ''}
            placeholder={t('scene.when.at_launch')}
            value={shown(draft.starts_at)}
            onChange={(moment) => change({ starts_at: sent(moment) })}
          />
        </Field>
        <Field id="ends_at" label={t('scene.when.until')} wrong={wrong('ends_at')}>
          <DatePicker
            id="ends_at"
            showNow={false}
            showTime={{ format: 'HH:mm' }}
            format="YYYY-MM-DD HH:mm"
            className={styles.full ?? ''}
            value={shown(draft.ends_at)}
            presets={[7, 14, 30].map((days) => ({
              label: t('scene.when.days', { count: days }),
              value: today.add(days, 'day').endOf('day'),
            }))}
            onChange={(moment) => change({ ends_at: sent(moment) })}
          />
        </Field>
      </div>
    </EditorSection>
  );
}

function How({ draft, change, wrong }: PartProps): ReactElement {
  const { t } = useTranslation();
  const put = (part: string) => change({ message_body: draft.message_body + part });
  return (
    <EditorSection mark="6" title={t('scene.how.title')}>
      <Field id="strategy" label={t('scene.how.strategy')} wrong={wrong('strategy')}>
        <Choices
          id="strategy"
          value={draft.strategy}
          onChange={(strategy) => change({ strategy })}
          options={strategies.map((value) => ({
            value,
            label: t(`scene.strategy.${value}`),
            means: t(`scene.strategy_means.${value}`),
          }))}
        />
      </Field>
      <Field id="message_title" label={t('scene.how.message_title')} wrong={wrong('message_title')}>
        <Input
          id="message_title"
          maxLength={80}
          showCount
          placeholder={t('scene.how.title_like')}
          value={draft.message_title}
          onChange={(event) => change({ message_title: event.target.value })}
        />
      </Field>
      <Field
        id="message_body"
        label={t('scene.how.message_body')}
        wrong={wrong('message_body')}
        extra={
          <span className={styles.parts}>
            {t('scene.how.insert')}
            {messageParts.map((part) => (
              <Button key={part} size="small" onClick={() => put(part)}>
                {t(`scene.part.${part.slice(1, -1)}`)}
              </Button>
            ))}
          </span>
        }
      >
        <Input.TextArea
          id="message_body"
          maxLength={500}
          autoSize={{ minRows: 3, maxRows: 8 }}
          placeholder={t('scene.how.body_like')}
          value={draft.message_body}
          onChange={(event) => change({ message_body: event.target.value })}
        />
      </Field>
    </EditorSection>
  );
}

function HowMuch({ draft, change, wrong }: PartProps): ReactElement {
  const { t } = useTranslation();
  const share = draft.holdout_percent ?? 0;
  return (
    <EditorSection mark="7" title={t('scene.how_much.title')}>
      <Field
        id="budget"
        label={t('scene.how_much.budget')}
        wrong={wrong('budget')}
        extra={t('scene.how_much.budget_means')}
      >
        <MoneyInput id="budget" value={draft.budget} onChange={(budget) => change({ budget })} />
      </Field>
      <Field
        id="holdout"
        label={t('scene.how_much.holdout')}
        wrong={wrong('holdout_percent')}
        extra={share === 0 ? t('scene.how_much.no_holdout') : t('scene.how_much.holdout_means')}
      >
        <div className={styles.slider}>
          <Slider
            min={0}
            max={50}
            value={share}
            tooltip={{ open: false }}
            ariaLabelForHandle={t('scene.how_much.holdout')}
            onChange={(value) => change({ holdout_percent: value })}
          />
          <InputNumber
            id="holdout"
            min={0}
            max={50}
            precision={0}
            suffix="%"
            value={draft.holdout_percent}
            onChange={(value) => change({ holdout_percent: value })}
          />
        </div>
      </Field>
      <div className={styles.pair}>
        <Field id="expected_orders" label={t('scene.how_much.expected_orders')}>
          <InputNumber
            id="expected_orders"
            min={0}
            precision={0}
            className={styles.full ?? ''}
            value={draft.expected_orders}
            onChange={(value) => change({ expected_orders: value })}
          />
        </Field>
        <Field id="expected_amount" label={t('scene.how_much.expected_amount')}>
          <MoneyInput
            id="expected_amount"
            value={draft.expected_amount}
            onChange={(expected_amount) => change({ expected_amount })}
          />
        </Field>
      </div>
    </EditorSection>
  );
}
