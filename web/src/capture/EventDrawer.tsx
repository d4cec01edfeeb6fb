import { AutoComplete, Form, Input, Switch } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useRead } from '@/api/hooks';
import { ApiProblem } from '@/api/problem';
import type { Page } from '@/api/types';
import { useMay } from '@/app/session';
import type { KnownKey, Vocabulary } from '@/insight/nouns';
import { useSay } from '@/ui/actions';
import { Choices } from '@/ui/Choices';
import { FormDrawer } from '@/ui/FormDrawer';
import { Num } from '@/ui/values';
import { EventConsequences, SeenProperties } from './EventConsequences';
import styles from './Events.module.css';
import { descriptionOf } from './eventWords';
import type { EventDefinition, EventMeaning, KnownEventName } from './nouns';
import { eventMeanings, meaningFields } from './nouns';

interface Values {
  name: string;
  description?: string;
  meaning: EventMeaning;
  blocked: boolean;
  /** Named as the server names them in a refusal. */
  [field: `fields.${string}`]: string | undefined;
}

interface Sent {
  name: string;
  seen_version?: number;
  description?: string;
  meaning: EventMeaning;
  fields: Record<string, string>;
  blocked: boolean;
}

const unknown: EventDefinition = {
  name: '',
  description: '',
  meaning: 'behaviour',
  fields: {},
  blocked: false,
  built_in: false,
  version: 0,
};

interface EventDrawerProps {
  /** Null: one that is declared before it is first sent. */
  name: string | null;
  onClose: () => void;
}

/** What an event means, and what follows from that. */
export function EventDrawer({ name, onClose }: EventDrawerProps): ReactElement | null {
  const list = useRead<Page<KnownEventName>>(
    '/api/event_definitions',
    { query: { search: name, limit: 200 } },
    { enabled: name !== null },
  );
  if (name !== null && list.isPending) return null;
  const known = list.data?.items.find(({ definition }) => definition.name === name);
  const fresh = { definition: { ...unknown, name: name ?? '' }, count: 0, people: 0, month: 0 };
  return <Definition known={known ?? fresh} isNew={name === null} onClose={onClose} />;
}

/** The properties that messages of this name had; nothing for who may not ask. */
function useSeenProperties(name: string): KnownKey[] | null {
  const may = useMay();
  const words = useRead<Vocabulary>(
    '/api/rule_vocabulary',
    { query: { event: name } },
    { enabled: name !== '' && may('segment_read'), staleTime: 30_000 },
  );
  return words.data?.properties ?? null;
}

/** The chosen fields of a meaning; what is left empty has its usual name. */
function fieldsOf(values: Partial<Values>, meaning: EventMeaning): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const field of Object.keys(meaningFields[meaning])) {
    const property = values[`fields.${field}`]?.trim();
    if (property) chosen[field] = property;
  }
  return chosen;
}

function initialOf(definition: EventDefinition, description: string): Partial<Values> {
  const { name, meaning, blocked, fields } = definition;
  const values: Partial<Values> = { name, description, meaning, blocked };
  for (const [field, property] of Object.entries(fields)) values[`fields.${field}`] = property;
  return values;
}

interface DefinitionProps {
  known: KnownEventName;
  isNew: boolean;
  onClose: () => void;
}

function Definition({ known, isNew, onClose }: DefinitionProps): ReactElement {
  const { t, i18n } = useTranslation();
  const say = useSay();
  const [form] = Form.useForm<Values>();
  const { definition } = known;
  const seen = useSeenProperties(definition.name);
  const values = Form.useWatch((all: Values) => all, form) ?? {};
  const meaning = values.meaning ?? definition.meaning;
  const save = useCommand<Sent, EventDefinition>('put', '/api/event_definitions', {
    refreshes: ['/api/event_definitions'],
    onDone: ({ name }) => {
      say.done(t('capture.events.saved', { name }));
      onClose();
    },
  });
  const described = descriptionOf(definition, t, i18n.language);
  return (
    <FormDrawer<Values>
      title={isNew ? t('capture.events.add') : definition.name}
      action={t(isNew ? 'capture.events.add' : 'capture.events.save')}
      form={form}
      size={640}
      initial={initialOf(definition, described)}
      busy={save.isPending}
      error={isNew ? asTaken(save.error) : save.error}
      onSubmit={(filled) =>
        save.mutate({
          body: {
            name: isNew ? filled.name.trim() : definition.name,
            ...(definition.version > 0 ? { seen_version: definition.version } : {}),
            description: filled.description?.trim() ?? '',
            meaning,
            fields: fieldsOf(filled, meaning),
            blocked: filled.blocked,
          },
        })
      }
      onClose={onClose}
    >
      {!isNew && <Volume known={known} />}
      {isNew && (
        <Form.Item
          name="name"
          label={t('capture.events.name')}
          extra={t('capture.events.name_means')}
          rules={[{ required: true, whitespace: true, message: t('capture.events.name_needed') }]}
        >
          <Input maxLength={200} autoFocus placeholder={t('capture.events.name_example')} />
        </Form.Item>
      )}
      <Form.Item name="description" label={t('capture.events.description')}>
        <Input maxLength={400} placeholder={t('capture.events.description_example')} />
      </Form.Item>
      <Form.Item name="meaning" label={t('capture.events.meaning_ask')}>
        <Choices
          options={eventMeanings.map((value) => ({
            value,
            label: t(`capture.meaning.${value}`),
            means: t(`capture.meaning_means.${value}`),
          }))}
        />
      </Form.Item>
      {meaning !== 'behaviour' && <Mapping meaning={meaning} seen={seen ?? []} />}
      <div className={styles.switch}>
        <Form.Item name="blocked" valuePropName="checked" noStyle>
          <Switch aria-label={t('capture.events.block')} />
        </Form.Item>
        <span>
          {t('capture.events.block')}
          <small className={styles.description}>{t('capture.events.block_means')}</small>
        </span>
      </div>
      <EventConsequences
        known={known}
        seen={seen}
        next={{ meaning, blocked: values.blocked ?? definition.blocked, fields: fieldsOf(values, meaning) }}
      />
      {!isNew && <SeenProperties seen={seen} />}
    </FormDrawer>
  );
}

/** To whoever adds a name, a version they have not seen means that it is in the dictionary already. */
function asTaken(problem: ApiProblem | null): ApiProblem | null {
  if (problem?.code !== 'event_definition.stale') return problem;
  return new ApiProblem(409, { code: 'event_definition.taken', field: 'name' });
}

function Volume({ known }: { known: KnownEventName }): ReactElement {
  const { t } = useTranslation();
  return (
    <dl className={styles.volume}>
      {(['month', 'count', 'people'] as const).map((key) => (
        <div key={key}>
          <dt>{t(`capture.events.${key}`)}</dt>
          <dd>
            <Num value={known[key]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Mapping({ meaning, seen }: { meaning: EventMeaning; seen: KnownKey[] }): ReactElement {
  const { t } = useTranslation();
  const options = seen.map(({ key, kind, examples }) => ({
    value: key,
    title: key,
    label: (
      <span className={styles.option}>
        {key}
        <small>{examples[0] ?? t(`capture.property_kind.${kind}`)}</small>
      </span>
    ),
  }));
  return (
    <fieldset className={styles.mapping}>
      <legend>{t('capture.events.mapping')}</legend>
      <p className={styles.description}>{t('capture.events.mapping_means')}</p>
      <div className={styles.fields}>
        {Object.entries(meaningFields[meaning]).map(([field, usual]) => (
          <Form.Item key={field} name={`fields.${field}`} label={t(`capture.event_field.${field}`)}>
            <AutoComplete
              allowClear
              options={options}
              showSearch={{
                filterOption: (typed, option) =>
                  String(option?.value).toLowerCase().includes(typed.toLowerCase()),
              }}
              placeholder={t('capture.events.usual', { property: usual })}
            />
          </Form.Item>
        ))}
      </div>
    </fieldset>
  );
}
