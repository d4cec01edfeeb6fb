import { useEffect, useState } from 'react';
import type { RefObject } from 'react';

/** Fewer rows than this are all drawn: a browser's own search finds them. */
const all = 80;
/** Rows drawn above and below what is in sight. */
const spare = 20;
const usualHeight = 42;

export interface Window {
  from: number;
  to: number;
  /** px that stand for the rows left out above and below. */
  above: number;
  below: number;
}

/** Which rows of a long table are drawn: those in sight and some around them. */
export function useWindow(body: RefObject<HTMLElement | null>, count: number): Window {
  const isLong = count > all;
  const [seen, setSeen] = useState({ from: 0, to: all, height: usualHeight });
  useEffect(() => {
    if (!isLong) return undefined;
    let asked = 0;
    const look = () => {
      asked = 0;
      const element = body.current;
      if (!element) return;
      const drawn = element.querySelectorAll('tr:not([aria-hidden])');
      const sum = [...drawn].reduce((height, row) => height + row.getBoundingClientRect().height, 0);
      const height = drawn.length > 0 && sum > 0 ? sum / drawn.length : usualHeight;
      const { top } = element.getBoundingClientRect();
      const from = Math.max(0, Math.floor(-top / height) - spare);
      const to = Math.max(from + spare, Math.ceil((window.innerHeight - top) / height) + spare);
      // Only in steps: a row more or less is not worth drawing.
      setSeen((before) =>
        Math.abs(before.from - from) < spare / 2 && Math.abs(before.to - to) < spare / 2
          ? before
          : { from, to, height },
      );
    };
    const ask = () => (asked ||= requestAnimationFrame(look));
    ask();
    window.addEventListener('scroll', ask, { passive: true });
    window.addEventListener('resize', ask);
    return () => {
      cancelAnimationFrame(asked);
      window.removeEventListener('scroll', ask);
      window.removeEventListener('resize', ask);
    };
  }, [body, isLong, count]);
  if (!isLong) return { from: 0, to: count, above: 0, below: 0 };
  const from = Math.min(seen.from, count);
  const to = Math.min(seen.to, count);
  return { from, to, above: from * seen.height, below: (count - to) * seen.height };
}
