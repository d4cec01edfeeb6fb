import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import mark from '@/app/huan.svg';
import { languageNames, languages, speak } from '@/i18n';
import { stepColors, steps } from '@/theme/theme';
import { useTabTitle } from '@/ui/Page';
import styles from './Outside.module.css';

/** The door: what Huan is at the left, what is asked of the visitor at the right. */
export function Outside({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}): ReactElement {
  const { t, i18n } = useTranslation();
  useTabTitle(title);
  const others = languages.filter((language) => language !== i18n.language);
  return (
    <div className={styles.outside}>
      <div className={styles.story}>
        <p className={styles.name}>
          <img src={mark} alt="" />
          {t('access.outside.name')}
        </p>
        <img className={styles.big} src={mark} alt="" />
        <div className={styles.say}>
          <h2>{t('access.outside.say')}</h2>
          <p>{t('access.outside.more')}</p>
        </div>
        <ol className={styles.steps}>
          {steps.map((step) => (
            <li key={step}>
              <i style={{ background: stepColors[step] }} />
              {t(`app.section.${step}`)}
            </li>
          ))}
        </ol>
      </div>
      <main className={styles.work}>
        <div className={styles.tools}>
          {others.map((language) => (
            <button key={language} type="button" lang={language} onClick={() => void speak(language)}>
              {languageNames[language]}
            </button>
          ))}
        </div>
        <div className={styles.form}>
          <header>
            <h1>{title}</h1>
            {lead !== undefined && <p className={styles.lead}>{lead}</p>}
          </header>
          {children}
        </div>
      </main>
    </div>
  );
}
