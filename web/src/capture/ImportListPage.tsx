import { Button } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import { Num, When } from '@/ui/values';
import type { Import } from './nouns';
import { importTones } from './importTones';
import { Upload } from './Upload';

/** Files that brought people, orders and events in. */
export function ImportListPage(): ReactElement {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const add = (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('capture.imports.add')}
    </Button>
  );
  const columns: Column<Import>[] = [
    {
      key: 'file',
      title: t('capture.imports.file'),
      primary: true,
      render: (row) => <Link to={`/capture/imports/${String(row.id)}`}>{row.file_name}</Link>,
      csv: (row) => row.file_name,
    },
    { key: 'kind', title: t('capture.imports.kind'), render: (row) => t(`capture.kind.${row.kind}`) },
    {
      key: 'state',
      title: t('capture.imports.state'),
      render: (row) => (
        <StatusTag tone={importTones[row.state]}>{t(`capture.import_state.${row.state}`)}</StatusTag>
      ),
      csv: (row) => row.state,
    },
    {
      key: 'rows',
      title: t('capture.outcome.rows'),
      align: 'right',
      render: (row) => <Num value={(row.outcome ?? row.dry_run)?.rows} />,
      csv: (row) => (row.outcome ?? row.dry_run)?.rows,
    },
    {
      key: 'created',
      title: t('capture.outcome.created'),
      align: 'right',
      render: (row) => <Num value={row.outcome?.created} />,
      csv: (row) => row.outcome?.created,
    },
    {
      key: 'refused',
      title: t('capture.outcome.refused'),
      align: 'right',
      render: (row) => <Num value={(row.outcome ?? row.dry_run)?.refused} />,
      csv: (row) => (row.outcome ?? row.dry_run)?.refused,
    },
    {
      key: 'by',
      title: t('capture.imports.by'),
      wide: true,
      render: (row) =>
        row.connector_id ? (
          <Link to={`/capture/connectors/${String(row.connector_id)}`}>{t('capture.connectors.one')}</Link>
        ) : row.created_by_name === 'system' ? (
          t('capture.imports.by_system')
        ) : (
          row.created_by_name
        ),
    },
    {
      key: 'at',
      title: t('capture.imports.at'),
      render: (row) => <When at={row.created_at} />,
      csv: (row) => row.created_at,
    },
  ];
  return (
    <>
      <ListPage<Import>
        title={t('capture.imports.title')}
        step="capture"
        intro={t('capture.imports.intro')}
        name="imports"
        path="/api/imports"
        rowKey={(row) => row.id}
        columns={columns}
        every={10_000}
        empty={t('capture.imports.empty')}
        emptyAction={add}
        actions={add}
      />
      {adding && <Upload onClose={() => setAdding(false)} />}
    </>
  );
}
