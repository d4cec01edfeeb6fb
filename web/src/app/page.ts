import type { TFunction } from 'i18next';
import { lazy } from 'react';
import type { ComponentType, LazyExoticComponent } from 'react';
import { allWords, wordsAhead } from '@/i18n';
import type { Step } from '@/theme/theme';
import { steps } from '@/theme/theme';
import type { Permission } from './permission';

/** Where a page belongs in the menu. */
export type Section = 'home' | 'customer' | Step | 'settings';

export const sections: readonly Section[] = ['home', 'customer', ...steps, 'settings'];

export interface PageEntry {
  /** Below the root, with parameters: `/offer/coupon_types/:coupon_type_id`. */
  path: string;
  section: Section;
  /** Key of its name, for menu, palette and tab. */
  titleKey: string;
  /** Who may open it; left out: whoever is signed in. */
  permission?: Permission;
  element: LaterPage;
  /** In the menu, in this order within its section; left out: reached from other pages only. */
  menu?: { order: number };
  /** On a phone's bottom bar, in this order; only the first three fit. */
  tab?: number;
  /** Without the shell: a page made for a phone in a hand (`PhonePage`). */
  bare?: boolean;
  /** Roles for which this is the first page. */
  firstFor?: string[];
}

/** A kind of thing the palette (Ctrl-K) finds. */
export interface SearchSource {
  titleKey: string;
  permission?: Permission;
  /** GET endpoint taking `search` and `limit`, answering a page. */
  path: string;
  show: (row: never, t: TFunction) => { id: string | number; title: string; line?: string; to: string };
}

/** A page that comes when it is first shown, or ahead of that. */
export type LaterPage = LazyExoticComponent<ComponentType> & { ahead: () => void };

/**
 * A page that is loaded when first opened, and all words with the first of them:
 * `lazyPage(() => import('./CouponTypePage'), 'CouponTypePage')`.
 */
export function lazyPage<Name extends string, Module extends Record<Name, ComponentType>>(
  load: () => Promise<Module>,
  name: Name,
): LaterPage {
  return later(
    async () => (await Promise.all([load(), allWords()]))[0],
    name,
    async () => {
      await Promise.all([load(), wordsAhead()]);
    },
  );
}

/** One that says nothing but the first words (`i18n/…/first`): somebody may see it before any other. */
export function firstPage<Name extends string, Module extends Record<Name, ComponentType>>(
  load: () => Promise<Module>,
  name: Name,
): LaterPage {
  return later(load, name, load);
}

function later<Name extends string, Module extends Record<Name, ComponentType>>(
  load: () => Promise<Module>,
  name: Name,
  ahead: () => Promise<unknown>,
): LaterPage {
  const page = lazy(async () => ({ default: (await load())[name] }));
  // Asked for twice, a module comes once; a failure is met by whoever shows the page.
  return Object.assign(page, { ahead: () => void ahead().catch(() => undefined) });
}
