import { useQueries } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '@/api/client';
import type { Page } from '@/api/types';
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

/** Ctrl-K: goes to a page or a person by a few letters. */
export function Palette({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const { hits, busy } = useHits(text.trim());
  const chosen = Math.min(at, hits.length - 1);

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
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
      />
      <div className={styles.results} id="palette-results" role="listbox">
        {hits.map((hit, index) => (
          <div key={hit.key}>
            {hits[index - 1]?.group !== hit.group && <p className={styles.group}>{hit.group}</p>}
            <button
              type="button"
              role="option"
              className={styles.hit}
              aria-selected={index === chosen}
              onMouseMove={() => setAt(index)}
              onClick={() => go(hit)}
            >
              {hit.section && <Glyph section={hit.section} />}
              {hit.title}
              {hit.line !== undefined && <small>{hit.line}</small>}
            </button>
          </div>
        ))}
        {hits.length === 0 && !busy && <p className={styles.nothing}>{t('app.search_nothing')}</p>}
      </div>
      <p className={styles.keys} aria-hidden>
        {t('app.palette_keys')}
      </p>
    </dialog>
  );
}

/** Pages at once, then people and the like as the server answers: what is chosen does not move meanwhile. */
function useHits(asked: string): { hits: Hit[]; busy: boolean } {
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
      const { id, ...shown } = source.show(row);
      hits.push({ key: `${source.path}/${String(id)}`, group: t(source.titleKey), ...shown });
    }
  });
  return { hits, busy: settled !== asked || answers.some((answer) => answer.isFetching) };
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
