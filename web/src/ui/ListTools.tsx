import { DownloadOutlined, TableOutlined } from '@ant-design/icons';
import { Button, Checkbox, Dropdown, Flex, Input, Popover, Space } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { base } from '@/api/base';
import { useMay } from '@/app/session';
import { useSay } from './actions';
import { csvText, download } from './csv';
import type { ToolProps, View } from './ListBar';

const asked = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));

/** Keeps what is asked right now under a name; offered once it is a question no tab asks. */
export function SaveView({
  values,
  views,
  onSave,
}: {
  values: Record<string, string>;
  views: View[];
  onSave: (label: string, query: Record<string, string>, shared: boolean) => void;
}): ReactElement | null {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [label, setLabel] = useState('');
  const [shared, setShared] = useState(false);
  const query = asked(values);
  const known = views.some((view) => sameQuery(asked(view.query), query));
  if (Object.keys(query).length === 0 || known) return null;
  const save = () => {
    onSave(label.trim(), query, shared);
    setLabel('');
    setShared(false);
    setOpen(false);
  };
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      open={open}
      onOpenChange={setOpen}
      title={t('ui.list.save_view')}
      content={
        <Flex vertical gap={8}>
          <Space.Compact>
            <Input
              autoFocus
              value={label}
              maxLength={24}
              aria-label={t('ui.list.view_name')}
              placeholder={t('ui.list.view_name')}
              onChange={(event) => setLabel(event.target.value)}
              onPressEnter={() => label.trim() !== '' && save()}
            />
            <Button type="primary" disabled={label.trim() === ''} onClick={save}>
              {t('ui.save')}
            </Button>
          </Space.Compact>
          <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
            {t('ui.list.share_view')}
          </Checkbox>
        </Flex>
      }
    >
      <Button type="link" size="small">
        {t('ui.list.save_view')}
      </Button>
    </Popover>
  );
}

function sameQuery(left: Record<string, string>, right: Record<string, string>): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

/** Which columns; open from the start, for it comes when it was asked for. */
export function ColumnChoice({ columns, shown, onShown }: ToolProps): ReactElement {
  const { t } = useTranslation();
  const choices = columns.filter((column) => column.title !== '');
  const content = (
    <Checkbox.Group
      style={{ display: 'flex', flexDirection: 'column', gap: 6 }}
      value={shown}
      onChange={(keys) => {
        const offered = choices.map((column) => column.key);
        onShown([...keys, ...shown.filter((key) => !offered.includes(key))]);
      }}
      options={choices.map((column) => ({
        value: column.key,
        label: column.title,
        disabled: column.primary ?? false,
      }))}
    />
  );
  return (
    <Popover
      content={content}
      defaultOpen
      trigger="click"
      placement="bottomRight"
      title={t('ui.list.columns')}
    >
      <Button
        type="text"
        icon={<TableOutlined />}
        aria-label={t('ui.list.columns')}
        title={t('ui.list.columns')}
      />
    </Popover>
  );
}

/** What to take along; open from the start, too. */
export function Export({ list, name, columns, shown }: ToolProps): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [count, setCount] = useState<number | null>(null);
  const [open, setOpen] = useState(true);
  const label = t('ui.list.export');
  const say = useSay();
  const exported = columns.filter((column) => column.csv && shown.includes(column.key));
  const save = async () => {
    setCount(0);
    try {
      const rows = await list.all(setCount);
      const lines = rows.map((row) => exported.map((column) => column.csv?.(row)));
      download(`${name}.csv`, csvText([exported.map((column) => column.title), ...lines]));
    } catch (error) {
      say.failed(error);
    } finally {
      setCount(null);
    }
  };
  const whole = (format: 'csv' | 'xlsx') => ({
    key: format,
    label: (
      <a download href={`${base}/api/export/list?format=${format}&list=${encodeURIComponent(list.address)}`}>
        {t(`ui.list.export_${format}`)}
      </a>
    ),
  });
  const items = [
    ...(exported.length > 0
      ? [{ key: 'shown', label: t('ui.list.export_shown'), onClick: () => void save() }]
      : []),
    ...(may('export_run') ? [whole('xlsx'), whole('csv')] : []),
  ];
  if (items.length === 0) return <></>;
  return (
    <Dropdown menu={{ items }} open={open} onOpenChange={setOpen} trigger={['click']} placement="bottomRight">
      <Button
        type="text"
        icon={<DownloadOutlined />}
        aria-label={label}
        title={label}
        loading={count !== null}
      >
        {count ? count : null}
      </Button>
    </Dropdown>
  );
}
