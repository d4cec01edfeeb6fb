import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useCommand } from '@/api/hooks';
import { Choices } from '@/ui/Choices';
import { FormDrawer } from '@/ui/FormDrawer';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { Num, When } from '@/ui/values';
import type { Source, SourceKind } from './nouns';
import { sourceKinds } from './nouns';

/** Where behaviour comes from: sites, apps, servers, shops. */
export function SourceListPage(): ReactElement {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const add = (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('capture.sources.add')}
    </Button>
  );
  const columns: Column<Source>[] = [
    {
      key: 'name',
      title: t('capture.sources.name'),
      primary: true,
      render: (row) => <Link to={`/capture/sources/${String(row.id)}`}>{row.name}</Link>,
      csv: (row) => row.name,
    },
    {
      key: 'kind',
      title: t('capture.sources.kind'),
      render: (row) => t(`capture.source_kind.${row.kind}`),
      csv: (row) => row.kind,
    },
    {
      key: 'accepted',
      title: t('capture.sources.accepted'),
      align: 'right',
      render: (row) => <Num value={row.accepted} />,
      csv: (row) => row.accepted,
    },
    {
      key: 'repeated',
      title: t('capture.sources.repeated'),
      align: 'right',
      wide: true,
      render: (row) => <Num value={row.repeated} />,
      csv: (row) => row.repeated,
    },
    {
      key: 'rejected',
      title: t('capture.sources.rejected'),
      align: 'right',
      render: (row) => <Num value={row.rejected} />,
      csv: (row) => row.rejected,
    },
    {
      key: 'seen',
      title: t('capture.sources.last_seen'),
      render: (row) => <When at={row.last_seen_at} />,
      csv: (row) => row.last_seen_at,
    },
  ];
  return (
    <>
      <ListPage<Source>
        title={t('capture.sources.title')}
        step="capture"
        intro={t('capture.sources.intro')}
        name="sources"
        path="/api/sources"
        rowKey={(row) => row.id}
        columns={columns}
        every={15_000}
        empty={t('capture.sources.empty')}
        emptyAction={add}
        actions={add}
      />
      {adding && <SourceForm onClose={() => setAdding(false)} />}
    </>
  );
}

interface Values {
  name: string;
  kind: SourceKind;
}

function SourceForm({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [form] = Form.useForm<Values>();
  const create = useCommand<Values, Source>('post', '/api/sources', {
    refreshes: ['/api/sources'],
    onDone: (source) => void navigate(`/capture/sources/${String(source.id)}`),
  });
  return (
    <FormDrawer<Values>
      title={t('capture.sources.add')}
      action={t('capture.sources.add')}
      form={form}
      initial={{ kind: 'website' }}
      busy={create.isPending}
      error={create.error}
      onSubmit={(body) => create.mutate({ body })}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('capture.sources.name')}
        rules={[{ required: true, whitespace: true, message: t('capture.sources.name_needed') }]}
      >
        <Input maxLength={80} autoFocus placeholder={t('capture.sources.name_example')} />
      </Form.Item>
      <Form.Item name="kind" label={t('capture.sources.kind')}>
        <Choices
          options={sourceKinds.map((value) => ({
            value,
            label: t(`capture.source_kind.${value}`),
            means: t(`capture.source_kind_means.${value}`),
          }))}
        />
      </Form.Item>
    </FormDrawer>
  );
}
