import { useCallback, useEffect, useState } from 'react';

/** What is written in a long form, kept on this device until it is saved or thrown away. */
export interface KeptDraft<Value> {
  /** What was left behind the last time; null: nothing. */
  kept: Value | null;
  forget: () => void;
}

/** Also for making the form's own state from it. */
export function keptDraft<Value>(key: string): Value | null {
  try {
    const text = localStorage.getItem(key);
    return text === null ? null : (JSON.parse(text) as Value);
  } catch {
    return null; // Storage is off, or somebody else wrote there.
  }
}

/**
 * Keeps `value` under `key` while it differs from what the server holds (`isDirty`), so that a closed tab or
 * an empty battery loses nothing. The key names whose it is and which version it changes: a draft of an older
 * version is never offered.
 */
export function useKeptDraft<Value>(key: string, value: Value, isDirty: boolean): KeptDraft<Value> {
  const [kept] = useState(() => keptDraft<Value>(key));
  const [isForgotten, setForgotten] = useState(false);
  const text = isDirty && !isForgotten ? JSON.stringify(value) : null;
  useEffect(() => {
    try {
      if (text === null) localStorage.removeItem(key);
      else localStorage.setItem(key, text);
    } catch {
      // Then it is not kept; the guard before leaving still asks.
    }
  }, [key, text]);
  const forget = useCallback(() => {
    setForgotten(true);
    localStorage.removeItem(key);
  }, [key]);
  return { kept, forget };
}
