import { App, ConfigProvider, theme as antTheme } from 'antd';
import type { ConfigProviderProps } from 'antd';
import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isLanguage } from '@/i18n';
import type { Language } from '@/i18n';
import { useNarrow } from '@/ui/useNarrow';
import { rememberChoice, rememberedChoice, systemMode } from './mode';
import type { ModeChoice } from './mode';
import type { Mode } from './theme';
import { paint, thumbSizes, tokensOf } from './theme';

interface ThemeState {
  mode: Mode;
  choice: ModeChoice;
  choose: (choice: ModeChoice) => void;
}

const ThemeContext = createContext<ThemeState>({ mode: 'light', choice: 'system', choose: () => undefined });
type AntLocale = NonNullable<ConfigProviderProps['locale']>;

/** Ant Design wraps its children only where there is a locale: one that came later would remount the page. */
const noWordsYet: AntLocale = { locale: 'en' };

const antLocales: Record<Language, () => Promise<{ default: AntLocale }>> = {
  // Months and weekdays of a calendar come from dayjs; English is its own.
  'zh-CN': async () => (await import('dayjs/locale/zh-cn'), import('antd/locale/zh_CN')),
  en: () => import('antd/locale/en_US'),
};

/** Some bundlers put a CommonJS module's default one level deeper. */
function unwrapped(words: AntLocale | { default: AntLocale }): AntLocale {
  return 'default' in words ? words.default : words;
}

/** A date in a field is written as it is everywhere else. */
function dated(words: AntLocale, language: Language): AntLocale {
  if (!words.DatePicker) return words;
  const fieldDateFormat = language === 'en' ? 'MMM D, YYYY' : 'YYYY/MM/DD';
  const lang = { ...words.DatePicker.lang, fieldDateFormat, fieldDateTimeFormat: `${fieldDateFormat} HH:mm` };
  return { ...words, DatePicker: { ...words.DatePicker, lang } };
}

function prefersStillness(): boolean {
  return window.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? false;
}

/** Light or dark, for our own styles, Ant Design and charts alike; also Ant Design's own words. */
export function ThemeProvider({
  brand,
  children,
}: {
  brand?: string | null;
  children: ReactNode;
}): ReactElement {
  const { i18n } = useTranslation();
  const [choice, setChoice] = useState<ModeChoice>(rememberedChoice);
  const [system, setSystem] = useState<Mode>(systemMode);
  const [locale, setLocale] = useState<AntLocale>(noWordsYet);
  const mode = choice === 'system' ? system : choice;
  const isNarrow = useNarrow();

  useEffect(() => {
    const query = window.matchMedia?.('(prefers-color-scheme: dark)');
    const follow = () => setSystem(systemMode());
    query?.addEventListener('change', follow);
    return () => query?.removeEventListener('change', follow);
  }, []);
  useEffect(() => paint(mode, brand), [mode, brand]);
  useEffect(() => {
    let wanted = true;
    const language = isLanguage(i18n.language) ? i18n.language : 'en';
    void antLocales[language]().then(
      (words) => wanted && setLocale(dated(unwrapped(words.default), language)),
    );
    return () => {
      wanted = false;
    };
  }, [i18n.language]);

  const config = useMemo(() => {
    const algorithm = mode === 'dark' ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm;
    const themed = tokensOf(mode, brand);
    return {
      ...themed,
      algorithm,
      token: { ...themed.token, ...(isNarrow ? thumbSizes : {}), motion: !prefersStillness() },
    };
  }, [mode, brand, isNarrow]);
  const state = useMemo<ThemeState>(() => {
    const choose = (next: ModeChoice) => {
      rememberChoice(next);
      setChoice(next);
    };
    return { mode, choice, choose };
  }, [mode, choice]);

  return (
    <ThemeContext value={state}>
      <ConfigProvider theme={config} button={{ autoInsertSpace: false }} locale={locale}>
        <App component={false} message={{ maxCount: 3 }}>
          {children}
        </App>
      </ConfigProvider>
    </ThemeContext>
  );
}

export function useTheme(): ThemeState {
  return useContext(ThemeContext);
}
