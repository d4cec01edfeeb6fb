import { InputNumber, Segmented } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssetKind } from '@/customer/assetNouns';
import { assetKinds } from '@/customer/assetNouns';
import { useNarrow } from '@/ui/useNarrow';
import { Filters, Sentence } from './LeafSentence';
import type { AssetRule, DueSpan } from './nouns';
import { assetKindsText, dueText } from './sentence';
import { ListToken, NumberToken, PopToken } from './tokens';
import { useVocabulary } from './useVocabulary';

/** What is kept of assets anyway; further facts come from those that were seen. */
const common = ['party', 'name', 'model', 'plate', 'mileage', 'amount', 'plate_class', 'electric', 'role'];
const hidden = new Set(['asset_id', 'kind', 'due', 'ended', 'vehicle_id']);

/** "Has at least 1 insurance, due in the next 30 days, where insurer is PICC." */
export function AssetSentence({
  rule,
  onChange,
}: {
  rule: AssetRule;
  onChange: (rule: AssetRule) => void;
}): ReactElement {
  const { t } = useTranslation();
  const seen = useVocabulary('asset.changed').properties.map((one) => one.key);
  const known = [...new Set([...common, ...seen])].filter((key) => !hidden.has(key));
  const atLeast = rule.at_least ?? 1;
  const parts = {
    count: (
      <NumberToken
        value={atLeast}
        two={false}
        text={t('insight.asset.count', { count: atLeast })}
        onChange={(value) => onChange({ ...rule, at_least: Math.min(100, Math.max(1, Math.round(value))) })}
      />
    ),
    kinds: (
      <ListToken
        values={rule.kinds}
        text={assetKindsText(rule, t)}
        placeholder={t('insight.asset.any')}
        options={assetKinds.map((value) => ({ value, label: t(`asset.kind.${value}`) }))}
        mayBeEmpty
        onChange={(next) =>
          onChange({ ...rule, kinds: assetKinds.filter((kind: AssetKind) => next.includes(kind)) })
        }
      />
    ),
    due: <DueToken due={rule.due} onChange={(due) => onChange({ ...rule, due })} />,
  };
  return (
    <>
      <Sentence text={t('insight.leaf.asset')} parts={parts} />
      <Filters
        rule={rule}
        known={known}
        nameOf={(key) => t(`insight.asset.field.${key}`, { defaultValue: key })}
        onChange={onChange}
      />
    </>
  );
}

const modes = ['within', 'overdue', 'dated', 'any'] as const;
type Mode = (typeof modes)[number];

function modeOf(due: DueSpan | null | undefined): Mode {
  if (!due) return 'any';
  if (due.from_days == null && due.to_days == null) return 'dated';
  return due.to_days === -1 ? 'overdue' : 'within';
}

const beginnings: Record<Mode, DueSpan | null> = {
  within: { from_days: 0, to_days: 30 },
  overdue: { to_days: -1 },
  dated: {},
  any: null,
};

function DueToken({
  due,
  onChange,
}: {
  due: DueSpan | null | undefined;
  onChange: (due: DueSpan | null) => void;
}): ReactElement {
  const { t } = useTranslation();
  const isNarrow = useNarrow();
  const mode = modeOf(due);
  const end = (key: 'from_days' | 'to_days', label: string, focus: boolean) => (
    <InputNumber
      autoFocus={focus}
      style={{ width: 130 }}
      min={-36_500}
      max={36_500}
      precision={0}
      value={due?.[key] ?? null}
      suffix={t('insight.unit_days')}
      aria-label={label}
      title={label}
      onChange={(days) => onChange({ ...due, [key]: days })}
    />
  );
  return (
    <PopToken text={dueText(due, t)}>
      {() => (
        <div style={{ display: 'grid', gap: 10 }}>
          <Segmented<Mode>
            vertical={isNarrow}
            value={mode}
            options={modes.map((value) => ({ value, label: t(`insight.asset.mode.${value}`) }))}
            onChange={(next) => onChange(beginnings[next])}
          />
          {mode === 'within' && (
            <div style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
              {end('from_days', t('insight.asset.from'), true)} –{' '}
              {end('to_days', t('insight.asset.to'), false)}
            </div>
          )}
        </div>
      )}
    </PopToken>
  );
}
