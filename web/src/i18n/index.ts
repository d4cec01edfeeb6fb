import i18next from 'i18next';
import type { i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Words } from './byFile';

export type Language = 'zh-CN' | 'en';
export const languages: readonly Language[] = ['zh-CN', 'en'];

/** What each language is called in itself; the same in every language. */
export const languageNames: Record<Language, string> = { 'zh-CN': '\u4e2d\u6587', en: 'English' };

type Part = 'first' | 'rest';
type Loader = () => Promise<{ default: Words }>;
const loaders: Record<Language, Record<Part, Loader>> = {
  'zh-CN': { first: () => import('./zh-CN/first'), rest: () => import('./zh-CN/rest') },
  en: { first: () => import('./en/first'), rest: () => import('./en/rest') },
};

/** Whether pages are open that need more than the first words. */
let needsAll = false;
const loading = new Map<Loader, Promise<void>>();

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

function loadPart(language: Language, part: Part): Promise<void> {
  const loader = loaders[language][part];
  const known = loading.get(loader);
  if (known) return known;
  const arriving = loader().then(({ default: words }) => {
    i18next.addResourceBundle(language, 'translation', words, true);
  });
  loading.set(loader, arriving);
  arriving.catch(() => loading.delete(loader)); // Asked again by whoever needs them next.
  return arriving;
}

async function load(language: Language): Promise<void> {
  await Promise.all([loadPart(language, 'first'), needsAll && loadPart(language, 'rest')]);
}

/** Every word of the language that is spoken, for a page that says more than the first ones. */
export async function allWords(): Promise<void> {
  needsAll = true;
  if (isLanguage(i18next.language)) await load(i18next.language);
}

/** Begins to load the words of a page that will be shown, before the first ones are there. */
export function wordsAhead(): Promise<unknown> {
  return loaders[preferredLanguage()].rest();
}

export async function startWords(language: Language): Promise<i18n> {
  loading.clear();
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
