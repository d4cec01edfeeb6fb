import i18next from 'i18next';
import type { i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';

export type Language = 'zh-CN' | 'en';
export const languages: readonly Language[] = ['zh-CN', 'en'];

/** What each language is called in itself; the same in every language. */
export const languageNames: Record<Language, string> = { 'zh-CN': '\u4e2d\u6587', en: 'English' };

const loaders: Record<Language, () => Promise<{ default: Record<string, unknown> }>> = {
  'zh-CN': () => import('./zh-CN/index'),
  en: () => import('./en/index'),
};

const remembered = 'huan.language';

export function isLanguage(value: unknown): value is Language {
  return value === 'zh-CN' || value === 'en';
}

/** The person's choice on this device, else what the browser asks for. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(remembered);
  if (isLanguage(chosen)) return chosen;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

export function hasChosenLanguage(): boolean {
  return isLanguage(localStorage.getItem(remembered));
}

async function load(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'translation')) return;
  const words = await loaders[language]();
  i18next.addResourceBundle(language, 'translation', words.default);
}

export async function startWords(language: Language): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
    // Names that a company gives its fields join the words while the page is open.
    react: { bindI18nStore: 'added' },
  });
  await speak(language, false);
  return i18next;
}

/** Changes the language at once; `remember` keeps it for this device. */
export async function speak(language: Language, remember = true): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  if (remember) localStorage.setItem(remembered, language);
}
