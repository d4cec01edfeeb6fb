import { DatePicker, InputNumber, Segmented } from 'antd';
import { CloseOutlined } from '@ant-design/icons';
import { Fragment } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat, useMe } from '@/app/session';
import { dayOf, endOfDay, pickerOf } from './asOf';
import { AssetSentence } from './AssetSentence';
import type {
  AssetRule,
  Compare,
  EventRule,
  Op,
  OrderRule,
  PropertyFilter,
  RuleWindow,
  Scalar,
  ValueTest,
  Vocabulary,
} from './nouns';
import { compares, ops, stages } from './nouns';
import styles from './Rule.module.css';
import {
  propertyName,
  amountText,
  consentParts,
  eventMeasures,
  isMoney,
  measureParts,
  orderMeasureOf,
  orderMeasures,
  testText,
  windowText,
} from './sentence';
import { ChoiceToken, ListToken, NumberToken, PopToken, TextToken } from './tokens';
import type { Leaf } from './tree';
import { useSegmentNames, useSegments, useVocabulary } from './useVocabulary';

/** Puts parts into the places of a sentence: "{window}, {measure} is {compare} {value}". */
export function Sentence({ text, parts }: { text: string; parts: Record<string, ReactNode> }): ReactElement {
  return (
    <>
      {text.split(/(\{\w+\})/).map((piece, at) => {
        const name = /^\{(\w+)\}$/.exec(piece)?.[1];
        return <Fragment key={at}>{name === undefined ? piece : parts[name]}</Fragment>;
      })}
    </>
  );
}

interface LeafProps<One extends Leaf = Leaf> {
  leaf: One;
  onChange: (value: One['value']) => void;
}

/** One condition, as a sentence whose words can be changed. */
export function LeafSentence({ leaf, onChange }: LeafProps): ReactElement {
  const { t } = useTranslation();
  const words = useVocabulary();
  const nameOf = useSegmentNames();
  const segments = useSegments();
  const text = t(`insight.leaf.${leaf.kind}`);
  const plain = (values: string[]) => values.map((value) => ({ value, label: value }));
  switch (leaf.kind) {
    case 'orders':
      return <OrderSentence rule={leaf.value} onChange={onChange} properties={words.order_properties} />;
    case 'events':
      return <EventSentence rule={leaf.value} onChange={onChange} words={words} />;
    case 'asset':
      return <AssetSentence rule={leaf.value} onChange={onChange} />;
    case 'tag': {
      const tag = (
        <TextToken
          value={leaf.value.tag}
          placeholder={t('insight.pick.tag')}
          suggestions={plain(words.tags)}
          onChange={(value) => onChange({ tag: value })}
        />
      );
      return <Sentence text={text} parts={{ tag }} />;
    }
    case 'segment': {
      const chosen = leaf.value.segment_id;
      const segment = (
        <ChoiceToken
          value={String(chosen)}
          text={chosen === 0 ? t('insight.pick.segment') : nameOf(chosen)}
          lacking={chosen === 0}
          options={segments.map(({ id, name }) => ({ value: String(id), label: name }))}
          onChange={(value) => onChange({ segment_id: Number(value) })}
        />
      );
      return <Sentence text={text} parts={{ segment }} />;
    }
    case 'stage': {
      const chosen = leaf.value.stages;
      const list = (
        <ListToken
          values={chosen}
          text={chosen.map((stage) => t(`insight.stage.${stage}`)).join(t('insight.or_comma'))}
          placeholder={t('insight.pick.stage')}
          options={stages.map((value) => ({ value, label: t(`insight.stage.${value}`) }))}
          onChange={(next) => onChange({ stages: stages.filter((stage) => next.includes(stage)) })}
        />
      );
      return <Sentence text={text} parts={{ stages: list }} />;
    }
    case 'consent': {
      const said = consentParts(leaf.value, t);
      const choices = (kind: 'channel' | 'purpose', values: string[]) => (
        <ChoiceToken
          value={leaf.value[kind]}
          text={said[kind] ?? ''}
          options={values.map((value) => ({
            value,
            label: t(`customer.${kind}.${value}`, { defaultValue: value }),
          }))}
          onChange={(value) => onChange({ ...leaf.value, [kind]: value })}
        />
      );
      const channel = choices('channel', ['inbox', 'sms', 'phone', 'wecom', 'email']);
      const purpose = choices('purpose', ['marketing', 'service']);
      return <Sentence text={text} parts={{ channel, purpose }} />;
    }
    case 'attribute': {
      const { key } = leaf.value;
      const common = ['name', 'gender', 'city', 'birthday', 'price_sensitive'];
      const keys = [...new Set([...words.attributes.map((one) => one.key), ...common])];
      const known = words.attributes.find((one) => one.key === key);
      const parts = {
        key: (
          <TextToken
            value={key}
            placeholder={t('insight.pick.attribute')}
            suggestions={keys.map((value) => ({
              value,
              label: t(`customer.attribute.${value}`, { defaultValue: value }),
            }))}
            onChange={(value) => onChange({ ...leaf.value, key: value })}
          />
        ),
        ...testParts(leaf.value, (test) => onChange({ ...leaf.value, ...test, key }), t, known?.examples),
      };
      return <Sentence text={text} parts={parts} />;
    }
  }
}

type Translate = ReturnType<typeof useTranslation>['t'];

/** Numbers and yes/no as such; everything else is text. */
function typed(text: string): Scalar {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?(0|[1-9]\d{0,11})(\.\d{1,4})?$/.test(text) ? Number(text) : text;
}

function testParts(
  test: ValueTest,
  onChange: (test: ValueTest) => void,
  t: Translate,
  examples: string[] = [],
): { op: ReactNode; value: ReactNode } {
  const setOp = (op: Op) => {
    const first = test.value ?? test.values?.[0] ?? '';
    if (op === 'exists' || op === 'missing') onChange({ op });
    else if (op === 'in') onChange({ op, values: test.values ?? (first === '' ? [] : [first]) });
    else onChange({ op, value: first });
  };
  const plain = examples.map((value) => ({ value, label: value }));
  const value =
    test.op === 'exists' || test.op === 'missing' ? null : test.op === 'in' ? (
      <ListToken
        free
        values={(test.values ?? []).map(String)}
        text={testText(test, t)}
        placeholder={t('insight.pick.value')}
        options={plain}
        onChange={(values) => onChange({ op: test.op, values: values.map(typed) })}
      />
    ) : (
      <TextToken
        value={test.in_days == null ? String(test.value ?? '') : testText(test, t)}
        placeholder={t('insight.pick.value')}
        suggestions={plain}
        onChange={(text) => onChange({ op: test.op, value: typed(text) })}
      />
    );
  return {
    op: (
      <ChoiceToken
        value={test.op}
        options={ops.map((op) => ({ value: op, label: t(`insight.op.${op}`) }))}
        onChange={setOp}
      />
    ),
    value,
  };
}

type Folding = OrderRule | EventRule;
type Narrowed = Folding | AssetRule;

function useFoldParts<Rule extends Folding>(rule: Rule, onChange: (rule: Rule) => void) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = 'names' in rule ? false : isMoney(rule);
  const setCompare = (compare: Compare) =>
    onChange({ ...rule, compare, upper: compare === 'between' ? (rule.upper ?? rule.value) : null });
  return {
    window: <WindowToken window={rule.window} onChange={(window) => onChange({ ...rule, window })} />,
    compare: (
      <ChoiceToken
        value={rule.compare}
        options={compares.map((value) => ({ value, label: t(`insight.compare.${value}`) }))}
        onChange={setCompare}
      />
    ),
    value: (
      <NumberToken
        value={rule.value}
        upper={rule.upper}
        two={rule.compare === 'between'}
        text={amountText(rule, t, format)}
        scale={money ? 10 ** format.locale.currency_digits : 1}
        onChange={(value, upper) => onChange({ ...rule, value, upper })}
      />
    ),
  };
}

function OrderSentence({
  rule,
  onChange,
  properties,
}: {
  rule: OrderRule;
  onChange: (rule: OrderRule) => void;
  properties: Vocabulary['order_properties'];
}): ReactElement {
  const { t } = useTranslation();
  const measure = (
    <ChoiceToken
      value={orderMeasureOf(rule)}
      options={orderMeasures.map((value) => ({ value, label: t(`insight.order_measure.${value}`) }))}
      onChange={(word) => onChange({ ...rule, figure: null, ...measureParts(word) })}
    />
  );
  const parts = { ...useFoldParts(rule, onChange), measure };
  const known = properties.map((one) => one.key);
  const common = known.length > 0 ? known : ['store', 'channel', 'amount', 'quantity', 'lines[].sku'];
  return (
    <>
      <Sentence text={t('insight.leaf.orders')} parts={parts} />
      <Filters
        rule={rule}
        known={common}
        nameOf={(property) => propertyName(property, t)}
        onChange={onChange}
      />
    </>
  );
}

function EventSentence({
  rule,
  onChange,
  words,
}: {
  rule: EventRule;
  onChange: (rule: EventRule) => void;
  words: Vocabulary;
}): ReactElement {
  const { t } = useTranslation();
  const properties = useVocabulary(rule.names[0]).properties.map((one) => one.key);
  const ofProperty = ['sum', 'min', 'max', 'avg'].includes(rule.measure);
  const measure = (
    <>
      <ChoiceToken
        value={rule.measure}
        options={eventMeasures.map((value) => ({ value, label: t(`insight.event_measure.${value}`) }))}
        onChange={(next) => onChange({ ...rule, measure: next })}
      />
      {ofProperty && (
        <>
          {' '}
          <TextToken
            value={rule.property ?? ''}
            placeholder={t('insight.pick.property')}
            suggestions={properties.map((value) => ({ value, label: value }))}
            onChange={(property) => onChange({ ...rule, property })}
          />
        </>
      )}
    </>
  );
  const names = (
    <ListToken
      free
      values={rule.names}
      text={rule.names.join(t('insight.or_comma'))}
      placeholder={t('insight.pick.event')}
      options={words.events.map(({ name }) => ({ value: name, label: name }))}
      onChange={(next) => onChange({ ...rule, names: next })}
    />
  );
  const parts = { ...useFoldParts(rule, onChange), measure, names };
  return (
    <>
      <Sentence text={t('insight.leaf.events')} parts={parts} />
      <Filters rule={rule} known={properties} onChange={onChange} />
    </>
  );
}

/** Narrows what is counted: "where store is 静安寺". */
export function Filters<Rule extends Narrowed>({
  rule,
  known,
  nameOf = (property) => property,
  onChange,
}: {
  rule: Rule;
  known: string[];
  /** What people call a property. */
  nameOf?: (property: string) => string;
  onChange: (rule: Rule) => void;
}): ReactElement {
  const { t } = useTranslation();
  const set = (at: number, filter: PropertyFilter | null) =>
    onChange({
      ...rule,
      where: rule.where.flatMap((one, place) => (place === at ? (filter ? [filter] : []) : [one])),
    });
  return (
    <>
      {rule.where.map((filter, at) => {
        const parts = testParts(filter, (test) => set(at, { ...test, property: filter.property }), t);
        return (
          <span key={at} className={styles.filter}>
            {t('insight.where_word')}{' '}
            <TextToken
              value={filter.property}
              placeholder={t('insight.pick.property')}
              suggestions={known.map((value) => ({ value, label: nameOf(value) }))}
              onChange={(property) => set(at, { ...filter, property })}
            />{' '}
            {parts.op} {parts.value}
            <button
              type="button"
              className={styles.small}
              aria-label={t('insight.remove')}
              onClick={() => set(at, null)}
            >
              <CloseOutlined />
            </button>
          </span>
        );
      })}
      <button
        type="button"
        className={styles.small}
        onClick={() => onChange({ ...rule, where: [...rule.where, { property: '', op: 'eq', value: '' }] })}
      >
        {t('insight.add_filter')}
      </button>
    </>
  );
}

function WindowToken({
  window,
  onChange,
}: {
  window: RuleWindow | null | undefined;
  onChange: (window: RuleWindow | null) => void;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const mode = window?.last_days ? 'last' : window?.from || window?.to ? 'between' : 'ever';
  const from = window?.from?.slice(0, 10) ?? '';
  const to = window?.to?.slice(0, 10) ?? '';
  const startOf = (day: string) =>
    new Date(Date.parse(endOfDay(day, me.time_zone)) - 86_400_000).toISOString();
  const setMode = (next: string) => {
    if (next === 'ever') onChange(null);
    else if (next === 'last') onChange({ last_days: 30 });
    else onChange({ from: startOf(new Date().toISOString().slice(0, 10)) });
  };
  return (
    <PopToken text={windowText(window, t, format)}>
      {() => (
        <div style={{ display: 'grid', gap: 10 }}>
          <Segmented
            value={mode}
            options={['last', 'between', 'ever'].map((value) => ({
              value,
              label: t(`insight.window_mode.${value}`),
            }))}
            onChange={setMode}
          />
          {mode === 'last' && (
            <InputNumber
              autoFocus
              min={1}
              max={36_500}
              precision={0}
              value={window?.last_days ?? 30}
              suffix={t('insight.unit_days')}
              aria-label={t('insight.window_mode.last')}
              onChange={(days) => onChange({ last_days: days ?? 1 })}
            />
          )}
          {mode === 'between' && (
            <DatePicker.RangePicker
              allowEmpty
              value={[pickerOf(from), pickerOf(to)]}
              onChange={(days) => {
                const first = dayOf(days?.[0] ?? null);
                const last = dayOf(days?.[1] ?? null);
                onChange({
                  ...(first === '' ? {} : { from: startOf(first) }),
                  ...(last === '' ? {} : { to: endOfDay(last, me.time_zone) }),
                });
              }}
            />
          )}
        </div>
      )}
    </PopToken>
  );
}
