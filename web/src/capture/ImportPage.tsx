import { DownloadOutlined } from '@ant-design/icons';
import { Button, Space, Steps } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { base } from '@/api/base';
import { useCommand, useRead } from '@/api/hooks';
import type { Job } from '@/access/nouns';
import { useFormat, useMay, useMe } from '@/app/session';
import { JobProgress } from '@/jobs/JobProgress';
import { useJob } from '@/jobs/useJob';
import { useConfirmCount, useSay } from '@/ui/actions';
import { Card } from '@/ui/Card';
import { List } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { MetricTile, MetricTiles } from '@/ui/report';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import { useNarrow } from '@/ui/useNarrow';
import { Money, Num } from '@/ui/values';
import styles from './Import.module.css';
import { importTones } from './importTones';
import { MappingTable } from './MappingTable';
import type { Import, ImportNote, ImportOutcome, ImportState, UndoOutcome } from './nouns';
import { sizeText } from './size';
import { wallTime } from './wallTime';

const stepOf: Record<ImportState, number> = {
  uploaded: 1,
  checking: 2,
  checked: 2,
  running: 3,
  done: 4,
  stopped: 1,
  failed: 1,
  undoing: 4,
  undone: 1,
};

/** One file on its way in: columns, check, outcome, run. */
export function ImportPage(): ReactElement {
  const { t } = useTranslation();
  const { import_id = '' } = useParams();
  const place = { params: { import_id } };
  const read = useRead<Import>('/api/imports/{import_id}', place);
  if (read.isPending) return <Skeleton padded rows={8} />;
  if (!read.data) return <Problem large error={read.error} onRetry={read.refetch} />;
  const file = read.data;
  return (
    <Page
      title={file.file_name}
      step="capture"
      tag={<StatusTag tone={importTones[file.state]}>{t(`capture.import_state.${file.state}`)}</StatusTag>}
      intro={<About file={file} />}
      actions={
        <Link to="/capture/imports">
          <Button>{t('capture.imports.all')}</Button>
        </Link>
      }
    >
      <Whole key={file.id} file={file} again={() => void read.refetch()} />
    </Page>
  );
}

function About({ file }: { file: Import }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const delimiter = file.format.delimiter;
  const words: Record<string, string> = { ' ': 'blank', '\t': 'tab', ',': 'comma', ';': 'semicolon' };
  const split = words[delimiter] ? t(`capture.delimiter.${words[delimiter]}`) : delimiter;
  return (
    <>
      {[
        t(`capture.kind.${file.kind}`),
        sizeText(file.size, num),
        ...(file.format.from
          ? [t(`capture.from.${file.format.from}`)]
          : [file.format.encoding, t('capture.imports.split', { by: split })]),
        ...(file.format.sheet ? [t('capture.imports.of_sheet', { sheet: file.format.sheet })] : []),
        ...(file.format.above ? [t('capture.imports.above', { count: file.format.above })] : []),
      ].join(' · ')}
      {file.connector_id && (
        <>
          {' · '}
          <Link to={`/capture/connectors/${String(file.connector_id)}`}>{t('capture.connectors.one')}</Link>
        </>
      )}
    </>
  );
}

function Whole({ file, again }: { file: Import; again: () => void }): ReactElement {
  const { t } = useTranslation();
  const [remap, setRemap] = useState(false);
  const isHalted = file.state === 'failed' || file.state === 'stopped';
  const isBusy = file.state === 'checking' || file.state === 'running' || file.state === 'undoing';
  const job = useJob(isBusy || isHalted ? file.job_id : null, again);
  const steps = ['upload', 'columns', 'check', 'run', 'done'] as const;
  const showMapping = remap || file.state === 'uploaded' || file.state === 'undone' || isHalted;
  const haltedAt = job.data?.message === 'checking' ? 2 : 3;
  const at = isHalted && !remap ? haltedAt : showMapping && !isBusy ? 1 : stepOf[file.state];
  const outcome = file.state === 'done' ? file.outcome : file.dry_run;
  return (
    <>
      <Card>
        <Steps
          size="small"
          responsive={false}
          className={styles.steps ?? ''}
          current={at}
          status={file.state === 'failed' && !remap ? 'error' : 'process'}
          items={steps.map((step) => ({ title: t(`capture.step.${step}`) }))}
        />
      </Card>
      {isBusy && <Working file={file} job={job.data} />}
      {file.state === 'undone' && file.undo && <Undone undo={file.undo} />}
      {isHalted && job.data && <Halted file={file} job={job.data} again={again} />}
      {showMapping && !isBusy && (
        <MappingTable
          key={file.format.sheet ?? ''}
          file={file}
          again={again}
          onPlanned={() => {
            setRemap(false);
            again();
          }}
        />
      )}
      {!showMapping && !isBusy && outcome && (
        <Outcome file={file} outcome={outcome} onRemap={() => setRemap(true)} again={again} />
      )}
      {!isBusy && !showMapping && outcome && outcome.refused + outcome.repeated > 0 && (
        <Notes key={file.state} file={file} outcome={outcome} />
      )}
    </>
  );
}

/** Stopped or failed on its way: it can go on where it stood. */
function Halted({ file, job, again }: { file: Import; job: Job; again: () => void }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const say = useSay();
  const resume = useCommand<undefined, Import>('post', '/api/imports/{import_id}/resume', {
    refreshes: ['/api/jobs', '/api/imports'],
    onDone: again,
  });
  const isFailed = file.state === 'failed';
  return (
    <Card
      title={t(isFailed ? 'capture.imports.failed' : 'capture.imports.stopped', { rows: num(job.done) })}
      hint={t(job.message === 'checking' ? 'capture.imports.stopped_check' : 'capture.imports.stopped_means')}
      extra={
        <Button
          type="primary"
          loading={resume.isPending}
          onClick={() => resume.mutate({ params: { import_id: file.id } }, { onError: say.failed })}
        >
          {t('capture.imports.resume')}
        </Button>
      }
    >
      <JobProgress job={job} />
    </Card>
  );
}

function Working({ file, job }: { file: Import; job: Job | undefined }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const confirm = useConfirmCount();
  const stop = useCommand<undefined, Import>('post', '/api/imports/{import_id}/stop', {
    refreshes: ['/api/jobs', '/api/imports'],
  });
  return (
    <Card
      title={t(`capture.imports.${file.state}`)}
      hint={t(`capture.imports.${file.state}_means`)}
      extra={
        may('import_run') &&
        file.state !== 'undoing' &&
        job && (
          <Button
            danger
            onClick={() =>
              confirm({
                title: t('capture.imports.stop_ask', { name: file.file_name }),
                text: t('capture.imports.stop_means'),
                action: t('capture.imports.stop'),
                run: () => stop.mutateAsync({ params: { import_id: file.id } }),
              })
            }
          >
            {t('capture.imports.stop')}
          </Button>
        )
      }
    >
      {job ? <JobProgress job={job} /> : <Skeleton rows={1} />}
    </Card>
  );
}

const outcomeTiles = [
  'rows',
  'created',
  'updated',
  'unchanged',
  'skipped',
  'refused',
  'repeated',
  'customers',
  'orders',
] as const;
/** Shown only where there are any. */
const quietTiles: readonly (typeof outcomeTiles)[number][] = ['updated', 'skipped', 'repeated', 'orders'];

/** From when to when the rows reach, in the zone they were read in: a wrong date style shows here. */
function Span({ file, outcome }: { file: Import; outcome: ImportOutcome }): ReactElement | null {
  const { t } = useTranslation();
  const me = useMe();
  if (!outcome.earliest || !outcome.latest) return null;
  const zone = file.mapping.time_zone ?? me.time_zone;
  return (
    <p className={styles.span}>
      {t('capture.outcome.span', {
        from: wallTime(outcome.earliest, zone),
        to: wallTime(outcome.latest, zone),
        zone,
      })}
    </p>
  );
}

interface OutcomeProps {
  file: Import;
  outcome: ImportOutcome;
  onRemap: () => void;
  again: () => void;
}

function Outcome({ file, outcome, onRemap, again }: OutcomeProps): ReactElement {
  const { t } = useTranslation();
  const { num, money } = useFormat();
  const say = useSay();
  const isDone = file.state === 'done';
  const run = useCommand<undefined, Import>('post', '/api/imports/{import_id}/run', {
    refreshes: ['/api/imports'],
    onDone: again,
  });
  const start = () => run.mutate({ params: { import_id: file.id } }, { onError: say.failed });
  const figures = {
    created: num(outcome.created),
    known: num(outcome.updated + outcome.unchanged),
    refused: num(outcome.refused),
  };
  const sum = outcome.rows - outcome.refused - outcome.skipped;
  const shown = outcomeTiles.filter((name) => outcome[name] > 0 || !quietTiles.includes(name));
  return (
    <Card
      title={t(isDone ? 'capture.outcome.done_title' : 'capture.outcome.dry_title', figures)}
      hint={t(isDone ? 'capture.outcome.done_hint' : 'capture.outcome.dry_hint')}
    >
      <MetricTiles>
        {shown.map((name) => (
          <MetricTile
            key={name}
            name={t(`capture.outcome.${name}`)}
            definition={t(`capture.outcome.${name}_means`)}
            value={<Num value={outcome[name]} />}
          />
        ))}
        {file.kind === 'orders' && (
          <MetricTile
            name={t('capture.outcome.amount')}
            definition={t('capture.outcome.amount_means')}
            value={<Money minor={outcome.amount} />}
          />
        )}
      </MetricTiles>
      <Span file={file} outcome={outcome} />
      <div className={styles.actions}>
        {isDone ? (
          <>
            <Link to="/customers">
              <Button type="primary">{t('capture.imports.to_customers')}</Button>
            </Link>
            <Button onClick={onRemap}>{t('capture.imports.again')}</Button>
            <UndoButton file={file} again={again} />
          </>
        ) : (
          <>
            <Button type="primary" loading={run.isPending} disabled={sum === 0} onClick={start}>
              {file.kind === 'orders'
                ? t('capture.imports.run_orders', {
                    rows: num(outcome.orders),
                    amount: money(outcome.amount),
                  })
                : t('capture.imports.run', { rows: num(sum) })}
            </Button>
            <Button onClick={onRemap}>{t('capture.imports.remap')}</Button>
          </>
        )}
      </div>
    </Card>
  );
}

/** Takes everything back that the file brought. */
function UndoButton({ file, again }: { file: Import; again: () => void }): ReactElement {
  const { t } = useTranslation();
  const confirm = useConfirmCount();
  const { num } = useFormat();
  const undo = useCommand<undefined, Import>('post', '/api/imports/{import_id}/undo', {
    refreshes: ['/api/jobs', '/api/imports'],
    onDone: again,
  });
  const rows = num((file.outcome?.created ?? 0) + (file.outcome?.updated ?? 0));
  return (
    <Button
      danger
      onClick={() =>
        confirm({
          title: t('capture.imports.undo_ask', { name: file.file_name, rows }),
          text: t('capture.imports.undo_means'),
          action: t('capture.imports.undo'),
          run: () => undo.mutateAsync({ params: { import_id: file.id } }),
        })
      }
    >
      {t('capture.imports.undo')}
    </Button>
  );
}

/** What an undo took back, and what it left because somebody else needs it. */
function Undone({ undo }: { undo: UndoOutcome }): ReactElement {
  const { t } = useTranslation();
  const names = ['facts', 'people', 'handed_over', 'kept', 'people_kept'] as const;
  return (
    <Card title={t('capture.undo.title')} hint={t('capture.undo.hint')}>
      <MetricTiles>
        {names.map((name) => (
          <MetricTile
            key={name}
            name={t(`capture.undo.${name}`)}
            definition={t(`capture.undo.${name}_means`)}
            value={<Num value={undo[name]} />}
          />
        ))}
      </MetricTiles>
    </Card>
  );
}

/** The rows the report names, as they stood in the file. */
function Notes({ file, outcome }: { file: Import; outcome: ImportOutcome }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const isNarrow = useNarrow();
  const columns: Column<ImportNote>[] = [
    {
      key: 'line',
      title: t('capture.note.line'),
      primary: true,
      width: 90,
      render: (note) => (isNarrow ? t('capture.note.line_no', { line: num(note.line) }) : num(note.line)),
      csv: (note) => note.line,
    },
    {
      key: 'kind',
      title: t('capture.note.kind'),
      render: (note) => (
        <StatusTag tone={note.kind === 'refused' ? 'harm' : 'neutral'}>
          {t(`capture.note.${note.kind}`)}
        </StatusTag>
      ),
      csv: (note) => note.kind,
    },
    {
      key: 'reason',
      title: t('capture.note.reason'),
      render: (note) => <Reason note={note} />,
      csv: (note) => note.reason,
    },
    {
      key: 'original',
      title: t('capture.note.original'),
      render: (note) => <code className={styles.original}>{cellsOf(note.original)}</code>,
      csv: (note) => note.original,
    },
  ];
  return (
    <Card
      title={t('capture.note.title')}
      flush
      extra={
        outcome.refused > 0 && (
          <Space size={8} wrap>
            <Button
              icon={<DownloadOutlined />}
              href={`${base}/api/imports/${String(file.id)}/errors.csv`}
              download
            >
              {t('capture.note.download', { count: outcome.refused, rows: num(outcome.refused) })}
            </Button>
            <Button href={`${base}/api/imports/${String(file.id)}/errors.xlsx`} download>
              {t('capture.note.as_excel')}
            </Button>
          </Space>
        )
      }
    >
      <div className={styles.notes}>
        <List<ImportNote>
          path="/api/imports/{import_id}/notes"
          params={{ import_id: file.id }}
          name="import_notes"
          rowKey={(note) => `${note.kind} ${String(note.line)}`}
          columns={columns}
          views={[
            { key: 'all', label: t('capture.note.all'), query: {} },
            {
              key: 'refused',
              label: `${t('capture.note.refused')} ${num(outcome.refused)}`,
              query: { kind: 'refused' },
            },
            {
              key: 'repeated',
              label: `${t('capture.note.repeated')} ${num(outcome.repeated)}`,
              query: { kind: 'repeated' },
            },
          ]}
          empty={t('capture.note.none')}
        />
      </div>
    </Card>
  );
}

function Reason({ note }: { note: ImportNote }): ReactElement {
  const { t } = useTranslation();
  if (note.kind === 'repeated') return <>{t('capture.note.repeated_means')}</>;
  const field = note.field.startsWith('identities') ? '' : note.field;
  const [module = '', ...rest] = note.code.split('.');
  const said = t([`${module}.problem.${rest.join('.')}`, `problem.${note.code}`], {
    defaultValue: note.reason,
  });
  return <>{field === '' ? said : t('capture.note.of_field', { field, reason: said })}</>;
}

/** The row's cells, as one line. */
function cellsOf(original: string): string {
  try {
    const cells: unknown = JSON.parse(original);
    return Array.isArray(cells) ? cells.map(String).join(' | ') : original;
  } catch {
    return original;
  }
}
