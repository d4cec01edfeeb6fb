import { useQueries } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '@/api/client';
import type { Page } from '@/api/types';
import { allWords } from '@/i18n';
import { Glyph } from './Nav';
import styles from './Palette.module.css';
import { sections } from './page';
import type { Section } from './page';
import { pages, searches } from './registry';
import { useMay } from './session';

interface Hit {
  key: string;
  group: string;
  title: string;
  line?: string;
  to: string;
  section?: Section;
}

const optionId = (index: number) => `palette-${String(index)}`;

/** Ctrl-K: goes to a page, a person, a lead... by a few letters. */
export function Palette({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const { hits, busy, failed } = useHits(text.trim());
  const chosen = Math.min(at, hits.length - 1);
  useEffect(() => {
    const option = document.getElementById(optionId(chosen));
    if (typeof option?.scrollIntoView === 'function') option.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  // What is found says more than the page below it may.
  useEffect(() => void allWords(), []);
  useEffect(() => {
    const element = dialog.current;
    if (element === null || element.open) return;
    // Older browsers lack showModal; an open dialogue without a veil serves as well.
    if (typeof element.showModal === 'function') element.showModal();
    else element.setAttribute('open', '');
  }, []);
  const go = (hit: Hit | undefined) => {
    if (!hit) return;
    onClose();
    void navigate(hit.to);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, hits.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0));
    else if (event.key === 'PageDown') setAt(nextGroup(hits, chosen));
    else if (event.key === 'PageUp') setAt(groupBefore(hits, chosen));
    else if (event.key === 'Enter') go(hits[chosen]);
    else return;
    event.preventDefault();
  };

  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-label={t('app.search')}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
      onKeyDown={onKey}
    >
      <input
        autoFocus
        value={text}
        placeholder={t('app.search')}
        aria-label={t('app.search')}
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-results"
        aria-autocomplete="list"
        {...(chosen >= 0 ? { 'aria-activedescendant': optionId(chosen) } : {})}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
      />
      <div className={styles.results}>
        <div id="palette-results" role="listbox" aria-label={t('app.search')}>
          {byGroup(hits).map(({ group, from, items }) => (
            <div key={group} role="group" aria-label={group}>
              <p className={styles.group} aria-hidden>
                {group}
              </p>
              {items.map((hit, index) => (
                <div
                  key={hit.key}
                  id={optionId(from + index)}
                  role="option"
                  className={styles.hit}
                  aria-selected={from + index === chosen}
                  onMouseMove={() => setAt(from + index)}
                  onClick={() => go(hit)}
                >
                  {hit.section && <Glyph section={hit.section} />}
                  <span className={styles.name}>{hit.title}</span>
                  {hit.line !== undefined && <small>{hit.line}</small>}
                </div>
              ))}
            </div>
          ))}
        </div>
        {failed && (
          <p className={styles.nothing} role="alert">
            {t('ui.problem.network')}
          </p>
        )}
        {hits.length === 0 && !busy && !failed && <p className={styles.nothing}>{t('app.search_nothing')}</p>}
      </div>
      <p className={styles.keys} aria-hidden>
        {t('app.palette_keys')}
      </p>
    </dialog>
  );
}

/** Hits as they stand, under the name of what they are; `from` is the place of the first in the whole. */
function byGroup(hits: Hit[]): { group: string; from: number; items: Hit[] }[] {
  const groups: { group: string; from: number; items: Hit[] }[] = [];
  hits.forEach((hit, index) => {
    const last = groups.at(-1);
    if (last?.group === hit.group) last.items.push(hit);
    else groups.push({ group: hit.group, from: index, items: [hit] });
  });
  return groups;
}

function nextGroup(hits: Hit[], at: number): number {
  const next = byGroup(hits).find(({ from }) => from > at);
  return next ? next.from : hits.length - 1;
}

function groupBefore(hits: Hit[], at: number): number {
  const before = byGroup(hits).filter(({ from }) => from < at);
  return before.at(-1)?.from ?? 0;
}

/** Pages at once, then people and the like as the server answers: what is chosen does not move meanwhile. */
function useHits(asked: string): { hits: Hit[]; busy: boolean; failed: boolean } {
  const { t } = useTranslation();
  const may = useMay();
  const settled = useSettled(asked);
  const sources = searches.filter((source) => may(source.permission));
  const answers = useQueries({
    queries: sources.map((source) => ({
      queryKey: ['palette', source.path, settled],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.get<Page<never>>(source.path, { query: { search: settled, limit: 6 }, signal }),
      enabled: settled.length > 0,
      staleTime: 30_000,
    })),
  });
  const wanted = asked.toLowerCase();
  const hits: Hit[] = sections
    .flatMap((section) => pages.filter((page) => page.section === section))
    .filter((page) => page.menu && may(page.permission))
    .map((page) => ({ page, title: t(page.titleKey) }))
    .filter(({ page, title }) => title.toLowerCase().includes(wanted) || page.path.includes(wanted))
    .slice(0, asked === '' ? 20 : 6)
    .map(({ page, title }) => ({
      key: page.path,
      group: t('app.pages'),
      title,
      to: page.path,
      section: page.section,
    }));
  sources.forEach((source, index) => {
    for (const row of answers[index]?.data?.items ?? []) {
      const { id, ...shown } = source.show(row, t);
      hits.push({ key: `${source.path}/${String(id)}`, group: t(source.titleKey), ...shown });
    }
  });
  return {
    hits,
    busy: settled !== asked || answers.some((answer) => answer.isFetching),
    failed: answers.some((answer) => answer.isError),
  };
}

/** What was asked, once the hand rests. */
function useSettled(asked: string): string {
  const [settled, setSettled] = useState(asked);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(asked), 180);
    return () => clearTimeout(timer);
  }, [asked]);
  return settled;
}
