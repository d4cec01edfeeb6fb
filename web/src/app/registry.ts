import { matchPath } from 'react-router';
import { outside } from './outside';
import type { PageEntry, SearchSource } from './page';

interface StepModule {
  pages?: PageEntry[];
  searches?: SearchSource[];
}

// Every folder with a pages.ts takes part; nobody keeps a list by hand.
const modules = import.meta.glob<StepModule>('../*/pages.ts', { eager: true });

export const pages: readonly PageEntry[] = Object.values(modules).flatMap((module) => module.pages ?? []);

export const searches: readonly SearchSource[] = Object.values(modules).flatMap(
  (module) => module.searches ?? [],
);

/**
 * Begins to load the page of an address, before anybody knows whether it may be opened. Answers whether it is
 * one for somebody who is signed in.
 */
export function loadAhead(path: string): boolean {
  const before = outside[path];
  if (before) {
    before.ahead();
    return false;
  }
  const fitting = pages.filter((page) => matchPath(page.path, path) !== null);
  // "/capture/connectors/new" before "/capture/connectors/:connector_id".
  fitting.sort((one, other) => one.path.split(':').length - other.path.split(':').length);
  fitting[0]?.element.ahead();
  return true;
}
