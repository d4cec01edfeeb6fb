import type { EChartsCoreOption } from 'echarts/core';
import type { ColorName } from '@/theme/theme';
import { stepColors, steps } from '@/theme/theme';

export interface ChartSeries {
  name: string;
  values: readonly (number | null)[];
  /** Ends of the interval, drawn as a band. */
  low?: readonly (number | null)[];
  high?: readonly (number | null)[];
  /** A step's colour by its meaning; else the next free one. */
  color?: string;
  dashed?: boolean;
}

export type ChartKind = 'line' | 'bar' | 'stacked' | 'rows';

export interface ChartData {
  /** `rows` are horizontal bars, for names rather than time. */
  kind: ChartKind;
  labels: readonly string[];
  /** At most six. */
  series: readonly ChartSeries[];
  /** Writes a value: with its unit in tooltip and table. */
  format: (value: number) => string;
  /** Writes a mark of the axis, shorter. */
  axisFormat?: (value: number) => string;
  /** What the value axis measures, with unit. */
  axis?: string;
}

/** Neighbours are easy to tell apart; not in the loop's order. */
const order = [0, 2, 4, 3, 1, 5].map((index) => stepColors[steps[index] ?? 'insight']);

export function colorOf(series: ChartSeries, index: number): string {
  return series.color ?? order[index % order.length] ?? stepColors.insight;
}

type Palette = Record<ColorName, string>;

function bandOf(series: ChartSeries, color: string): object[] {
  if (!series.low || !series.high) return [];
  const hidden = {
    type: 'line',
    stack: `${series.name}-band`,
    symbol: 'none',
    silent: true,
    tooltip: { show: false },
  };
  const height = series.high.map((high, at) => {
    const low = series.low?.[at];
    return high === null || low === null || low === undefined ? null : high - low;
  });
  return [
    // ECharts stacks values of unlike sign apart unless told otherwise.
    { ...hidden, stackStrategy: 'all', data: series.low, lineStyle: { opacity: 0 } },
    {
      ...hidden,
      stackStrategy: 'all',
      data: height,
      lineStyle: { opacity: 0 },
      areaStyle: { color, opacity: 0.16 },
    },
  ];
}

function seriesOf(data: ChartData, palette: Palette): object[] {
  return data.series.flatMap((series, index) => {
    const color = colorOf(series, index);
    const own =
      data.kind === 'line'
        ? {
            type: 'line',
            symbol: 'circle',
            symbolSize: 6,
            showSymbol: data.labels.length <= 40,
            lineStyle: { width: 2, type: series.dashed ? 'dashed' : 'solid' },
          }
        : {
            type: 'bar',
            barMaxWidth: 28,
            itemStyle: { borderRadius: data.kind === 'rows' ? [0, 3, 3, 0] : [3, 3, 0, 0] },
            ...(data.kind === 'stacked'
              ? { stack: 'all', itemStyle: { borderColor: palette.surface, borderWidth: 1 } }
              : {}),
          };
    return [...bandOf(series, color), { ...own, name: series.name, data: series.values, color }];
  });
}

/** What an axis measures: above a standing one, below a lying one, where there is room for it. */
function nameOf(name: string, kind: ChartKind, text: object): object {
  return kind === 'rows'
    ? { name, nameLocation: 'middle', nameGap: 26, nameTextStyle: text }
    : { name, nameTextStyle: { ...text, align: 'left' } };
}

/** A chart in our look: zero-based bars, quiet lines, exact numbers in the tooltip. */
export function optionOf(data: ChartData, palette: Palette, font: string): EChartsCoreOption {
  const text = { color: palette['text-3'], fontFamily: font, fontSize: 12 };
  const names = {
    type: 'category',
    data: data.labels,
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { show: false },
    axisLabel: { ...text, hideOverlap: true },
    ...(data.kind === 'rows' ? { inverse: true, axisLine: { show: false } } : {}),
    ...(data.kind === 'line' ? { boundaryGap: false } : {}),
  };
  const values = {
    type: 'value',
    ...(data.axis ? nameOf(data.axis, data.kind, text) : {}),
    ...(data.kind === 'line' ? { scale: false } : {}),
    axisLabel: { ...text, formatter: data.axisFormat ?? data.format, hideOverlap: true },
    splitLine: { lineStyle: { color: palette['line-soft'] } },
  };
  const several = data.series.length > 1;
  return {
    animationDuration: 180,
    textStyle: { fontFamily: font },
    grid: {
      left: 8,
      right: 16,
      top: (several ? 32 : 12) + (data.axis && data.kind !== 'rows' ? 20 : 0),
      bottom: data.axis && data.kind === 'rows' ? 22 : 4,
      containLabel: true,
    },
    xAxis: data.kind === 'rows' ? values : names,
    yAxis: data.kind === 'rows' ? names : values,
    legend: {
      show: several,
      top: 0,
      left: 0,
      itemWidth: 14,
      itemHeight: 8,
      textStyle: { ...text, color: palette['text-2'] },
      data: data.series.map((series) => series.name),
    },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: data.kind === 'line' ? 'line' : 'shadow', shadowStyle: { opacity: 0.06 } },
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.text, fontFamily: font, fontSize: 13 },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? data.format(value) : '–'),
      confine: true,
    },
    series: seriesOf(data, palette),
  };
}
