import { Button, Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { useCommand, useRead } from '@/api/hooks';
import { useFormat } from '@/app/session';
import { Choices } from '@/ui/Choices';
import { Consequence, ConsequencePanel, EditorPage, EditorSection } from '@/ui/EditorPage';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { useFieldProblem } from '@/ui/useFieldProblem';
import { useUnsaved } from '@/ui/useUnsaved';
import styles from './Connector.module.css';
import { connectorBody, originOf, valuesOf } from './connectorValues';
import type { ConnectorValues } from './connectorValues';
import { scheduleText } from './connectorWords';
import importStyles from './Import.module.css';
import { MappingDetails } from './MappingDetails';
import { FieldChoice } from './MappingTable';
import type { Connector, ConnectorSample, ImportField, ImportKind, Mapping, Origin } from './nouns';
import { importKinds, originSystems, originTls } from './nouns';

/** A new connector, or one that exists. */
export function ConnectorEditorPage(): ReactElement {
  const { connector_id } = useParams();
  const read = useRead<Connector>(
    '/api/connectors/{connector_id}',
    { params: { connector_id: connector_id ?? '' } },
    { enabled: connector_id !== undefined },
  );
  if (connector_id === undefined) return <Editor connector={null} />;
  if (read.isPending) return <Skeleton padded rows={8} />;
  if (!read.data) return <Problem large error={read.error} onRetry={read.refetch} />;
  return <Editor key={read.data.version} connector={read.data} />;
}

/** Technical terms, the same in every language. */
const examples = {
  host: 'db.example.com',
  url: 'https://shop.example.com/api/orders?limit=200',
  items: 'data.orders',
  next: 'paging.next_cursor',
  cursor: 'cursor',
  since: 'updated_after',
  header: 'Authorization',
  query: 'SELECT number, phone, paid, ordered_at, updated_at\nFROM orders',
};

const noMapping: Mapping = { columns: {}, constants: {}, empty_words: [], keys: [] };

function Editor({ connector }: { connector: Connector | null }): ReactElement {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [form] = Form.useForm<ConnectorValues>();
  const [values, setValues] = useState(() => valuesOf(connector));
  const [mapping, setMapping] = useState<Mapping>(connector?.mapping ?? noMapping);
  const [sample, setSample] = useState<ConnectorSample | null>(null);
  const fields = useRead<ImportField[]>('/api/import_fields', { query: { kind: values.kind } });
  const written = JSON.stringify([values, mapping]);
  const [opened] = useState(written);
  const { saved } = useUnsaved(written !== opened);
  const tryIt = useCommand<object, ConnectorSample>('post', '/api/connectors/try', {
    onDone: (answer) => {
      setSample(answer);
      if (Object.keys(mapping.columns).length === 0) setMapping({ ...mapping, ...answer.mapping });
      if (!values.mark && connector === null && answer.marks[0]) change({ mark: answer.marks[0] });
    },
  });
  const save = useCommand<object, Connector>(
    connector === null ? 'post' : 'put',
    connector === null ? '/api/connectors' : '/api/connectors/{connector_id}',
    {
      refreshes: ['/api/connectors', '/api/connectors/{connector_id}'],
      onDone: (stored) => {
        saved();
        void navigate(`/capture/connectors/${String(stored.id)}`);
      },
    },
  );
  const change = (some: Partial<ConnectorValues>) => {
    form.setFieldsValue(some);
    setValues((before) => ({ ...before, ...some }));
  };
  const trouble = useTrouble(mapping, fields.data ?? []);
  useFieldProblem(form, save.error);
  const ask = () => {
    const { secret, kind } = values;
    tryIt.mutate({
      body: {
        kind,
        origin: originOf(values),
        ...(secret ? { secret } : {}),
        ...(connector === null ? {} : { connector_id: connector.id }),
      },
    });
  };
  const store = async () => {
    await form.validateFields();
    save.mutate({
      ...(connector === null ? {} : { params: { connector_id: connector.id } }),
      body: connectorBody(values, mapping, connector),
    });
  };
  const columns = sample?.columns ?? Object.keys(mapping.columns);
  return (
    <EditorPage
      title={connector === null ? t('capture.connectors.add') : connector.name}
      step="capture"
      intro={t('capture.connectors.editor_intro')}
      panel={
        <Panel
          values={values}
          sample={sample}
          error={save.error}
          trouble={columns.length === 0 ? t('capture.connectors.try_first') : trouble}
          saving={save.isPending}
          onSave={() => void store().catch(() => undefined)}
          isNew={connector === null}
        />
      }
    >
      <Form<ConnectorValues>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={values}
        onValuesChange={(some) => setValues((before) => ({ ...before, ...some }))}
        style={{ display: 'contents' }}
      >
        <EditorSection mark="1" title={t('capture.connectors.where')}>
          <Where values={values} connector={connector} />
          <div className={styles.try}>
            <Button onClick={ask} loading={tryIt.isPending}>
              {t('capture.connectors.try')}
            </Button>
            <span className={importStyles.means} role="status">
              {sample && !tryIt.isPending && !tryIt.error
                ? t('capture.connectors.tried', { count: sample.columns.length, ms: sample.took_ms })
                : t('capture.connectors.try_means')}
            </span>
          </div>
          {tryIt.error && <Problem error={tryIt.error} />}
        </EditorSection>
        <EditorSection
          mark="2"
          title={t('capture.connectors.rows_mean')}
          hint={t('capture.connectors.rows_mean_hint')}
        >
          <Form.Item name="kind" label={t('capture.imports.kind_ask')} hidden={connector !== null}>
            <Choices<ImportKind>
              options={importKinds.map((value) => ({
                value,
                label: t(`capture.kind.${value}`),
                means: t(`capture.kind_means.${value}`, { defaultValue: '' }),
              }))}
            />
          </Form.Item>
          <Columns
            kind={values.kind}
            columns={columns}
            sample={sample}
            fields={fields.data ?? []}
            mapping={mapping}
            onChange={setMapping}
          />
        </EditorSection>
        <EditorSection mark="3" title={t('capture.connectors.when')}>
          <When sample={sample} values={values} columns={columns} />
        </EditorSection>
      </Form>
    </EditorPage>
  );
}

/** What keeps the mapping from being used, in words; empty when nothing does. */
function useTrouble(mapping: Mapping, fields: ImportField[]): string {
  const { t } = useTranslation();
  const label = (field: string) => t(`capture.field.${field}`, { defaultValue: field });
  const used = [...Object.values(mapping.columns), ...Object.keys(mapping.constants)];
  const missing = fields.filter((field) => field.required && !used.includes(field.field));
  if (missing.length > 0)
    return t('capture.map.missing', { fields: missing.map((one) => label(one.field)).join(', ') });
  const twice = used.find((field, at) => field !== 'tag' && used.indexOf(field) !== at);
  if (twice !== undefined) return t('capture.map.twice', { field: label(twice) });
  return used.some((field) => field.endsWith(':')) ? t('capture.map.unnamed') : '';
}

function Where({
  values,
  connector,
}: {
  values: ConnectorValues;
  connector: Connector | null;
}): ReactElement {
  const { t } = useTranslation();
  const isHttp = values.system === 'http';
  const needed = (name: string) => ({
    required: true,
    message: t('access.needed', { what: t(`capture.connectors.${name}`) }),
  });
  return (
    <>
      <div className={styles.pair}>
        <Form.Item name="name" label={t('capture.connectors.name')} rules={[needed('name')]}>
          <Input maxLength={80} placeholder={t('capture.connectors.name_example')} />
        </Form.Item>
        <Form.Item name="system" label={t('capture.connectors.system')}>
          <Select
            options={originSystems.map((value) => ({ value, label: t(`capture.origin_system.${value}`) }))}
          />
        </Form.Item>
      </div>
      {isHttp ? <Web needed={needed} /> : <Database needed={needed} system={values.system} />}
      <Form.Item
        name="secret"
        label={t(isHttp ? 'capture.connectors.token' : 'capture.connectors.password')}
        extra={t(
          connector?.has_secret ? 'capture.connectors.secret_stays' : 'capture.connectors.secret_means',
        )}
      >
        <Input.Password maxLength={4000} autoComplete="new-password" />
      </Form.Item>
    </>
  );
}

type Needed = (name: string) => { required: boolean; message: string };

function Database({ needed, system }: { needed: Needed; system: Origin['system'] }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <div className={styles.pair}>
        <Form.Item name="host" label={t('capture.connectors.host')} rules={[needed('host')]}>
          <Input maxLength={200} placeholder={examples.host} />
        </Form.Item>
        <Form.Item name="port" label={t('capture.connectors.port')}>
          <InputNumber
            min={1}
            max={65535}
            controls={false}
            style={{ width: '100%' }}
            placeholder={system === 'mysql' ? '3306' : '5432'}
          />
        </Form.Item>
        <Form.Item name="database" label={t('capture.connectors.database')} rules={[needed('database')]}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="user" label={t('capture.connectors.user')} rules={[needed('user')]}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.Item name="tls" label={t('capture.connectors.tls')}>
          <Select options={originTls.map((value) => ({ value, label: t(`capture.origin_tls.${value}`) }))} />
        </Form.Item>
      </div>
      <Form.Item
        name="query"
        label={t('capture.connectors.query')}
        extra={t('capture.connectors.query_means')}
        rules={[needed('query')]}
        className={styles.sql ?? ''}
      >
        <Input.TextArea
          autoSize={{ minRows: 4, maxRows: 14 }}
          maxLength={20_000}
          spellCheck={false}
          placeholder={examples.query}
        />
      </Form.Item>
    </>
  );
}

function Web({ needed }: { needed: Needed }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name="url"
        label={t('capture.connectors.url')}
        extra={t('capture.connectors.url_means')}
        rules={[needed('url')]}
      >
        <Input maxLength={2000} placeholder={examples.url} />
      </Form.Item>
      <div className={styles.pair}>
        <Form.Item
          name="items"
          label={t('capture.connectors.items')}
          extra={t('capture.connectors.items_means')}
        >
          <Input maxLength={200} placeholder={examples.items} />
        </Form.Item>
        <Form.Item
          name="next"
          label={t('capture.connectors.next_path')}
          extra={t('capture.connectors.next_means')}
        >
          <Input maxLength={200} placeholder={examples.next} />
        </Form.Item>
        <Form.Item
          name="cursor_param"
          label={t('capture.connectors.cursor_param')}
          extra={t('capture.connectors.cursor_means')}
        >
          <Input maxLength={60} placeholder={examples.cursor} />
        </Form.Item>
        <Form.Item
          name="since_param"
          label={t('capture.connectors.since_param')}
          extra={t('capture.connectors.since_means')}
        >
          <Input maxLength={60} placeholder={examples.since} />
        </Form.Item>
        <Form.Item name="header" label={t('capture.connectors.header')}>
          <Input maxLength={80} placeholder={examples.header} />
        </Form.Item>
      </div>
    </>
  );
}

interface ColumnsProps {
  kind: ImportKind;
  columns: string[];
  sample: ConnectorSample | null;
  fields: ImportField[];
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

function Columns({ kind, columns, sample, fields, mapping, onChange }: ColumnsProps): ReactElement {
  const { t } = useTranslation();
  if (columns.length === 0)
    return <p className={importStyles.means}>{t('capture.connectors.columns_after_try')}</p>;
  return (
    <>
      <div className={importStyles.mapping}>
        {columns.map((column, index) => (
          <div key={column} className={importStyles.mapRow} data-read={mapping.columns[column] !== undefined}>
            <strong>{column}</strong>
            <span className={importStyles.sample}>
              {[...new Set((sample?.sample ?? []).map((row) => row[index] ?? ''))]
                .filter(Boolean)
                .slice(0, 3)
                .map((cell) => (
                  <code key={cell}>{cell}</code>
                ))}
            </span>
            <FieldChoice
              fields={fields}
              column={column}
              value={mapping.columns[column]}
              onChange={(field) => {
                const others = Object.entries(mapping.columns).filter(([name]) => name !== column);
                onChange({
                  ...mapping,
                  columns: Object.fromEntries(field === undefined ? others : [...others, [column, field]]),
                });
              }}
            />
          </div>
        ))}
      </div>
      <MappingDetails
        file={{ kind, format: { dates: [] } }}
        mapping={mapping}
        fields={fields}
        onChange={onChange}
      />
    </>
  );
}

interface WhenProps {
  sample: ConnectorSample | null;
  values: ConnectorValues;
  columns: string[];
}

function When({ sample, values, columns }: WhenProps): ReactElement {
  const { t } = useTranslation();
  const likely = sample?.marks ?? [];
  const marks = [...likely, ...columns.filter((column) => !likely.includes(column))];
  return (
    <>
      <div className={styles.pair}>
        <Form.Item
          name="mark"
          label={t('capture.connectors.mark')}
          extra={t('capture.connectors.mark_means')}
        >
          <Select
            allowClear
            showSearch
            placeholder={t('capture.connectors.mark_none')}
            options={marks.map((value) => ({ value, label: value }))}
          />
        </Form.Item>
        <Form.Item
          name="overlap"
          label={t('capture.connectors.overlap')}
          extra={t('capture.connectors.overlap_means')}
          hidden={!values.mark}
        >
          <InputNumber min={0} max={31 * 86_400} style={{ width: '100%' }} />
        </Form.Item>
      </div>
      <div className={styles.pair}>
        <Form.Item name="schedule" label={t('capture.connectors.schedule')}>
          <Select
            options={(['every', 'daily', 'hand'] as const).map((value) => ({
              value,
              label: t(`capture.connectors.schedule_${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item
          name="every_minutes"
          label={t('capture.connectors.minutes')}
          hidden={values.schedule !== 'every'}
        >
          <InputNumber min={1} max={10_080} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item
          name="daily_at"
          label={t('capture.connectors.clock')}
          hidden={values.schedule !== 'daily'}
          extra={t('capture.connectors.clock_means')}
        >
          <Input type="time" />
        </Form.Item>
      </div>
    </>
  );
}

interface PanelProps {
  values: ConnectorValues;
  sample: ConnectorSample | null;
  error: unknown;
  trouble: string;
  saving: boolean;
  isNew: boolean;
  onSave: () => void;
}

/** What each run would do, and the rows as the other system gave them. */
function Panel({ values, sample, error, trouble, saving, isNew, onSave }: PanelProps): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const body = connectorBody(values, noMapping, null);
  return (
    <ConsequencePanel
      {...(error === null ? {} : { error })}
      summary={trouble === '' ? scheduleText(t, body) : trouble}
      foot={
        <>
          {trouble !== '' && <p className={importStyles.trouble}>{trouble}</p>}
          <Button type="primary" block disabled={trouble !== ''} loading={saving} onClick={onSave}>
            {t(isNew ? 'capture.connectors.create' : 'ui.save')}
          </Button>
        </>
      }
    >
      <Consequence title={scheduleText(t, body)}>
        <p>
          {values.mark
            ? t('capture.connectors.would_since', { mark: values.mark })
            : t('capture.connectors.would_all')}
        </p>
        <p className={styles.means}>{t('capture.connectors.would_import')}</p>
      </Consequence>
      {sample && (
        <Consequence title={t('capture.connectors.sample', { rows: num(sample.sample.length) })}>
          <div className={styles.scroll}>
            <table>
              <thead>
                <tr>
                  {sample.columns.map((column) => (
                    <th key={column}>{column}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {sample.sample.slice(0, 6).map((row, at) => (
                  <tr key={at}>
                    {sample.columns.map((column, index) => (
                      <td key={column}>{row[index]}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Consequence>
      )}
    </ConsequencePanel>
  );
}
