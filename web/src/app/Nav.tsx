import { HomeOutlined, RightOutlined, SettingOutlined, TeamOutlined } from '@ant-design/icons';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import type { Step } from '@/theme/theme';
import { stepColors, stepInks, steps } from '@/theme/theme';
import type { PageEntry, Section } from './page';
import { sections } from './page';
import { pages } from './registry';
import { useMay } from './session';
import styles from './Shell.module.css';

function isStep(section: Section): section is Step {
  return (steps as readonly string[]).includes(section);
}

/** The step's number on its colour, or a sign for what stands outside of the loop. */
export function Glyph({ section }: { section: Section }): ReactElement {
  if (isStep(section)) {
    return (
      <span
        className={styles.mark}
        style={{ background: stepColors[section], color: stepInks[section] }}
        aria-hidden
      >
        {steps.indexOf(section) + 1}
      </span>
    );
  }
  const sign = { home: <HomeOutlined />, customer: <TeamOutlined />, settings: <SettingOutlined /> }[section];
  return (
    <span className={styles.glyph} aria-hidden>
      {sign}
    </span>
  );
}

const remembered = 'huan.closed_sections';

function rememberedClosed(): string[] {
  return (localStorage.getItem(remembered) ?? '').split(',').filter(Boolean);
}

/** The loop as a menu: only pages that exist and that this person may open. */
export function Nav(): ReactElement {
  const may = useMay();
  const [closed, setClosed] = useState<string[]>(rememberedClosed);
  const toggle = (section: Section) => {
    const next = closed.includes(section) ? closed.filter((one) => one !== section) : [...closed, section];
    localStorage.setItem(remembered, next.join(','));
    setClosed(next);
  };
  return (
    <>
      {sections.map((section) => {
        const entries = pages
          .filter((page) => page.section === section && page.menu && may(page.permission))
          .sort((left, right) => (left.menu?.order ?? 0) - (right.menu?.order ?? 0));
        return entries.length === 0 ? null : (
          <NavSection
            key={section}
            section={section}
            entries={entries}
            open={!closed.includes(section)}
            onToggle={() => toggle(section)}
          />
        );
      })}
    </>
  );
}

interface NavSectionProps {
  section: Section;
  entries: PageEntry[];
  open: boolean;
  onToggle: () => void;
}

function NavSection({ section, entries, open, onToggle }: NavSectionProps): ReactElement {
  const { t } = useTranslation();
  const only = entries.length === 1 && !isStep(section) && section !== 'settings' ? entries[0] : undefined;
  if (only) {
    return (
      <NavLink to={only.path} end={only.path === '/'} className={`${styles.item} ${styles.top}`}>
        <Glyph section={section} />
        {t(only.titleKey)}
      </NavLink>
    );
  }
  return (
    <div className={styles.section}>
      <button type="button" className={styles.sectionHead} aria-expanded={open} onClick={onToggle}>
        <Glyph section={section} />
        {t(`app.section.${section}`)}
        <RightOutlined className={styles.caret} data-open={open} aria-hidden />
      </button>
      {open &&
        entries.map((page) => (
          <NavLink key={page.path} to={page.path} className={styles.item ?? ''}>
            {t(page.titleKey)}
          </NavLink>
        ))}
    </div>
  );
}
