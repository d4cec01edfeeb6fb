import type { Mode } from './theme';

export type ModeChoice = Mode | 'system';

const remembered = 'huan.theme';

/** What the person chose on this device. */
export function rememberedChoice(): ModeChoice {
  const found = localStorage.getItem(remembered);
  return found === 'light' || found === 'dark' ? found : 'system';
}

export function systemMode(): Mode {
  return window.matchMedia?.('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function rememberChoice(choice: ModeChoice): void {
  localStorage.setItem(remembered, choice);
}

/** The mode before React draws, so that the first frame is not a flash of the other one. */
export function firstMode(): Mode {
  const choice = rememberedChoice();
  return choice === 'system' ? systemMode() : choice;
}
