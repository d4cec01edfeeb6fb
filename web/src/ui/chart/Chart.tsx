import { BarChartOutlined, DownloadOutlined, FileImageOutlined, TableOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import type { EChartsType } from 'echarts/core';
import { useEffect, useRef, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { paletteOf } from '@/theme/theme';
import { useTheme } from '@/theme/ThemeProvider';
import { csvText, download } from '../csv';
import { whenIdle } from '../Soon';
import styles from './Chart.module.css';
import type { ChartData } from './option';
import { optionOf } from './option';

export interface ChartProps extends ChartData {
  /** The finding in words, not the name of the data. */
  title: ReactNode;
  hint?: ReactNode;
  /** Name of what labels are: head of the table's first column. */
  labelTitle: string;
  /** Name of the exported files. */
  name: string;
  height?: number;
}

/** A chart whose title says the finding; its numbers one click away, as table, PNG or CSV. */
export function Chart({ title, hint, name, labelTitle, height = 280, ...data }: ChartProps): ReactElement {
  const { t } = useTranslation();
  const { mode } = useTheme();
  const [asTable, setAsTable] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const drawn = useRef(data);
  drawn.current = data;
  const fingerprint = JSON.stringify([data.kind, data.labels, data.series, data.axis]);

  useEffect(() => {
    if (asTable || place.current === null) return undefined;
    const element = place.current;
    let wanted = true;
    let watcher: ResizeObserver | null = null;
    let stop = () => {};
    // Words and figures first: the engine is as large as the rest of the page.
    const idle = () => new Promise<void>((go) => (stop = whenIdle(go)));
    const draw = async () => {
      await idle();
      const { init } = await import('./engine');
      await idle();
      if (!wanted) return;
      const drawing = init(element);
      chart.current = drawing;
      drawing.setOption(optionOf(drawn.current, paletteOf(mode), getComputedStyle(element).fontFamily));
      watcher = new ResizeObserver(() => drawing.resize());
      watcher.observe(element);
    };
    void draw();
    return () => {
      wanted = false;
      stop();
      watcher?.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, [asTable, mode]);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const font = getComputedStyle(element).fontFamily;
    chart.current?.setOption(optionOf(drawn.current, paletteOf(mode), font), { notMerge: true });
  }, [fingerprint, mode]);

  const saveImage = () => {
    const address = chart.current?.getDataURL({ pixelRatio: 2, backgroundColor: paletteOf(mode).surface });
    // Not fetched: the page's policy lets nothing be fetched but from its own server.
    const bytes = Uint8Array.from(atob(address?.split(',')[1] ?? ''), (letter) => letter.charCodeAt(0));
    if (bytes.length > 0) download(`${name}.png`, new Blob([bytes], { type: 'image/png' }));
  };
  const saveCsv = () => {
    const head = [labelTitle, ...data.series.map((series) => series.name)];
    const rows = data.labels.map((label, at) => [label, ...data.series.map((series) => series.values[at])]);
    download(`${name}.csv`, csvText([head, ...rows]));
  };

  return (
    <figure className={styles.figure}>
      <div className={styles.head}>
        <figcaption>
          <h2>{title}</h2>
          {hint !== undefined && <p className={styles.hint}>{hint}</p>}
        </figcaption>
        <div className={styles.tools}>
          <Tool
            label={asTable ? t('ui.chart.as_chart') : t('ui.chart.as_table')}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? <BarChartOutlined /> : <TableOutlined />}
          </Tool>
          {!asTable && (
            <Tool label={t('ui.chart.png')} onClick={saveImage}>
              <FileImageOutlined />
            </Tool>
          )}
          <Tool label={t('ui.chart.csv')} onClick={saveCsv}>
            <DownloadOutlined />
          </Tool>
        </div>
      </div>
      {asTable ? (
        <Numbers {...data} labelTitle={labelTitle} />
      ) : (
        <div
          ref={place}
          className={styles.canvas}
          style={{ height }}
          role="img"
          aria-label={textOf(title, name)}
        />
      )}
    </figure>
  );
}

function textOf(title: ReactNode, name: string): string {
  return typeof title === 'string' ? title : name;
}

function Tool({
  label,
  onClick,
  children,
}: {
  label: string;
  onClick: () => void;
  children: ReactNode;
}): ReactElement {
  return (
    <Tooltip title={label}>
      <Button type="text" size="small" aria-label={label} icon={children} onClick={onClick} />
    </Tooltip>
  );
}

function Numbers({ labels, series, format, labelTitle }: ChartData & { labelTitle: string }): ReactElement {
  return (
    <div className={styles.table}>
      <table>
        <thead>
          <tr>
            <th scope="col">{labelTitle}</th>
            {series.map((one) => (
              <th key={one.name} scope="col">
                {one.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, at) => (
            <tr key={label}>
              <td>{label}</td>
              {series.map((one) => {
                const value = one.values[at];
                return <td key={one.name}>{value === null || value === undefined ? '–' : format(value)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
