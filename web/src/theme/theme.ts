import type { ThemeConfig } from 'antd';

export type Step = 'insight' | 'offer' | 'scene' | 'capture' | 'sales' | 'effect';

/** The loop, in its order. */
export const steps: readonly Step[] = ['insight', 'offer', 'scene', 'capture', 'sales', 'effect'];

/** Okabe–Ito, told apart by colour-blind eyes. Only for marks and chart series, never for text. */
export const stepColors: Record<Step, string> = {
  insight: '#0072B2',
  offer: '#CC79A7',
  scene: '#D55E00',
  capture: '#E69F00',
  sales: '#009E73',
  effect: '#56B4E9',
};

/** What is legible on a step's colour. */
export const stepInks: Record<Step, string> = {
  insight: '#ffffff',
  offer: '#14171f',
  scene: '#ffffff',
  capture: '#14171f',
  sales: '#ffffff',
  effect: '#14171f',
};

export type Mode = 'light' | 'dark';

export const brandColor = '#3d4fd1';

const fonts = [
  'system-ui',
  '-apple-system',
  'Segoe UI',
  'PingFang SC',
  'HarmonyOS Sans SC',
  'Microsoft YaHei',
  'Noto Sans CJK SC',
  'sans-serif',
].join(', ');

/** Everything with a colour is drawn from these: `var(--…)` in our styles, tokens in Ant Design. */
const palettes = {
  light: {
    ground: '#f5f6f8',
    surface: '#ffffff',
    sunken: '#f0f1f4',
    line: '#e3e5ea',
    'line-soft': '#eceef2',
    'line-strong': '#d5d8df',
    text: '#171a21',
    'text-2': '#555c6b',
    'text-3': '#666e7e',
    brand: brandColor,
    'brand-soft': '#eef0fd',
    good: '#0b7a56',
    'good-soft': '#e4f5ee',
    warn: '#8f5a00',
    'warn-soft': '#fdf3dc',
    harm: '#c22f2f',
    'harm-soft': '#fdecec',
    shadow: '0 1px 2px rgb(18 22 33 / 5%), 0 8px 24px rgb(18 22 33 / 6%)',
  },
  dark: {
    ground: '#0f1116',
    surface: '#181b22',
    sunken: '#13161c',
    line: '#2b303b',
    'line-soft': '#232731',
    'line-strong': '#363c49',
    text: '#eceef3',
    'text-2': '#a9b0bf',
    'text-3': '#8a92a3',
    brand: '#8d9bff',
    'brand-soft': '#242a4a',
    good: '#4fc79b',
    'good-soft': '#12312a',
    warn: '#e8b65a',
    'warn-soft': '#352a13',
    harm: '#ff8080',
    'harm-soft': '#3b1d20',
    shadow: '0 1px 2px rgb(0 0 0 / 40%), 0 8px 24px rgb(0 0 0 / 30%)',
  },
} as const;

export type ColorName = keyof (typeof palettes)['light'];

export function paletteOf(mode: Mode): Record<ColorName, string> {
  return palettes[mode];
}

/** Gives our own styles the palette, as custom properties on the root. */
export function paint(mode: Mode, brand?: string | null): void {
  const root = document.documentElement;
  root.dataset.theme = mode;
  root.style.colorScheme = mode;
  for (const [name, value] of Object.entries(palettes[mode])) root.style.setProperty(`--${name}`, value);
  if (brand) root.style.setProperty('--brand', brand);
  for (const step of steps) root.style.setProperty(`--step-${step}`, stepColors[step]);
  root.style.setProperty('--font', fonts);
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', palettes[mode].ground);
}

/** On a phone a thumb has to hit it. */
export const thumbSizes = { controlHeight: 44, controlHeightSM: 36 } as const;

/** Ant Design drawn with the same palette. The algorithm is added by the caller, who loads it. */
export function tokensOf(mode: Mode, brand?: string | null): ThemeConfig {
  const palette = palettes[mode];
  const primary = brand ?? (mode === 'dark' ? '#6a79ee' : brandColor);
  return {
    token: {
      colorPrimary: primary,
      colorInfo: primary,
      colorLink: palette.brand,
      colorSuccess: mode === 'dark' ? '#3fb98c' : '#0f8f66',
      colorWarning: mode === 'dark' ? '#d9a441' : '#b97a0a',
      colorError: mode === 'dark' ? '#f57272' : '#cf3b3b',
      colorText: palette.text,
      colorTextSecondary: palette['text-2'],
      colorTextTertiary: palette['text-3'],
      colorTextPlaceholder: palette['text-3'],
      colorBgLayout: palette.ground,
      colorBgContainer: palette.surface,
      colorBgElevated: mode === 'dark' ? '#1f232c' : '#ffffff',
      colorBorder: palette['line-strong'],
      colorBorderSecondary: palette.line,
      borderRadius: 8,
      fontSize: 14,
      fontFamily: fonts,
      controlHeight: 34,
      motionDurationSlow: '0.18s',
      motionDurationMid: '0.14s',
      motionDurationFast: '0.08s',
    },
    components: {
      Form: {
        verticalLabelPadding: '0 0 6px',
        itemMarginBottom: 24,
        labelColor: palette.text,
        colorWarning: palette.warn,
      },
      // The library's own hover colour is too pale to read on the ground.
      Button: { defaultHoverColor: palette.brand, dangerColor: mode === 'dark' ? palette.ground : '#ffffff' },
      // What is legible under white words is too dark for words on a dark ground.
      Tabs: { itemSelectedColor: palette.brand, itemHoverColor: palette.brand, inkBarColor: palette.brand },
      Checkbox: { borderRadiusSM: 4 },
      Drawer: { footerPaddingInline: 24 },
      Segmented: { trackBg: palette.sunken },
      Tooltip: { fontSize: 13 },
      // Not as large as what is touched.
      Steps: { iconSize: 28, iconSizeSM: 22 },
    },
  };
}
