import { useState } from 'react';
import type { View } from './ListBar';

/** Views a person saved of a list, kept on this device. */
export function useSavedViews(name: string): {
  saved: View[];
  save: (label: string, query: Record<string, string>) => void;
  forget: (key: string) => void;
} {
  const place = `huan.views.${name}`;
  const [saved, setSaved] = useState<View[]>(() => remembered(place));
  const keep = (views: View[]) => {
    localStorage.setItem(place, JSON.stringify(views));
    setSaved(views);
  };
  return {
    saved,
    save: (label, query) => {
      const others = saved.filter((view) => view.label !== label);
      keep([...others, { key: `own.${label}`, label, query }]);
    },
    forget: (key) => keep(saved.filter((view) => view.key !== key)),
  };
}

function remembered(place: string): View[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(place) ?? '[]');
    return Array.isArray(found) ? (found as View[]) : [];
  } catch {
    return [];
  }
}
