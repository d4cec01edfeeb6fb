import { ExperimentOutlined, LogoutOutlined, UserOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '@/api/client';
import { useRead } from '@/api/hooks';
import { languageNames, languages, speak } from '@/i18n';
import { useTheme } from '@/theme/ThemeProvider';
import type { ModeChoice } from '@/theme/mode';
import { useMay, useMe } from './session';
import styles from './Shell.module.css';

const modes: ModeChoice[] = ['system', 'light', 'dark'];

/** Who is signed in; language and theme of this device; the way out. */
export function UserMenu(): ReactElement {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const may = useMay();
  const { choice, choose } = useTheme();
  const [open, setOpen] = useState(false);
  const holder = useRef<HTMLDivElement>(null);
  const leave = useSignOut();
  const navigate = useNavigate();
  const toAccount = () => {
    setOpen(false);
    return navigate('/me');
  };
  useDismiss(open, holder, () => setOpen(false));

  return (
    <div className={styles.holder} ref={holder}>
      <button
        type="button"
        className={styles.tool}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={t('app.user_menu', { name: me.name })}
        onClick={() => setOpen(!open)}
      >
        <span className={styles.avatar} aria-hidden>
          {initialOf(me.name)}
        </span>
        <span className={styles.wide}>{me.name}</span>
      </button>
      {open && (
        <div className={styles.menu} role="menu">
          <div className={styles.menuHead}>
            <strong>{me.name}</strong>
            <p>{me.roles.map((role) => t(`access.role.${role}`, { defaultValue: role })).join(' · ')}</p>
          </div>
          <Choice
            label={t('app.language')}
            options={languages.map((language) => ({ key: language, label: languageNames[language] }))}
            value={i18n.language}
            onChoose={(language) => void speak(language)}
          />
          <Choice
            label={t('app.theme.title')}
            options={modes.map((mode) => ({ key: mode, label: t(`app.theme.${mode}`) }))}
            value={choice}
            onChoose={choose}
          />
          <button type="button" role="menuitem" onClick={() => void toAccount()}>
            <UserOutlined aria-hidden />
            {t('access.me.title')}
          </button>
          {may('user_manage') && <DemoItem onChosen={() => setOpen(false)} />}
          <button type="button" role="menuitem" onClick={() => void leave()}>
            <LogoutOutlined aria-hidden />
            {t('app.sign_out')}
          </button>
        </div>
      )}
    </div>
  );
}

/** Where the company is a made-up one: how to have it made anew. */
function DemoItem({ onChosen }: { onChosen: () => void }): ReactElement | null {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const demo = useRead('/api/demo', {}, { staleTime: Infinity });
  if (demo.data?.stage !== 'demo') return null;
  const toDemo = () => {
    onChosen();
    return navigate('/settings/demo');
  };
  return (
    <button type="button" role="menuitem" onClick={() => void toDemo()}>
      <ExperimentOutlined aria-hidden />
      {t('demo.reset_title')}
    </button>
  );
}

/** The part of a name that fits a circle: the last character of a Chinese name, else the initial. */
function initialOf(name: string): string {
  const characters = [...name.trim()];
  const last = characters.at(-1) ?? '?';
  return /\p{Script=Han}/u.test(last) ? last : (characters[0] ?? '?').toUpperCase();
}

interface ChoiceProps<Key extends string> {
  label: string;
  options: { key: Key; label: string }[];
  value: string;
  onChoose: (key: Key) => void;
}

function Choice<Key extends string>({ label, options, value, onChoose }: ChoiceProps<Key>): ReactElement {
  return (
    <div className={styles.choice} role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.key}
          type="button"
          role="menuitemradio"
          aria-checked={option.key === value}
          onClick={() => onChoose(option.key)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}

function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await api.delete('/api/session').catch(() => undefined);
    client.clear();
    await navigate('/signin', { replace: true });
  };
}

function useDismiss(open: boolean, holder: React.RefObject<HTMLElement | null>, close: () => void): void {
  useEffect(() => {
    if (!open) return undefined;
    const onDown = (event: PointerEvent) => {
      if (event.target instanceof Node && !holder.current?.contains(event.target)) close();
    };
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && close();
    document.addEventListener('pointerdown', onDown);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onDown);
      document.removeEventListener('keydown', onKey);
    };
  });
}
