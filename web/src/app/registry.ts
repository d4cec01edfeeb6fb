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
