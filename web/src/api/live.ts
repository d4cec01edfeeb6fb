import { useEffect, useEffectEvent, useState } from 'react';
import { base } from './base';

export interface LiveMessage<T = unknown> {
  topic: string;
  data: T;
}

function addressOf(topics: string[]): string {
  return `${base}/api/live?topics=${encodeURIComponent(topics.join(','))}`;
}

type Listener = (message: LiveMessage) => void;

/** One connection for the whole page, opened for the topics somebody listens to. */
class LiveLine {
  private readonly listeners = new Map<string, Set<Listener>>();
  private source: EventSource | null = null;
  private opening: ReturnType<typeof setTimeout> | null = null;
  private readonly watchers = new Set<(open: boolean) => void>();
  /** Topics this person may not hear; asked for, they would cost us all the others. */
  private readonly refused = new Set<string>();

  listen(topics: string[], listener: Listener): () => void {
    for (const topic of topics) {
      const set = this.listeners.get(topic) ?? new Set();
      set.add(listener);
      this.listeners.set(topic, set);
    }
    this.reopen();
    return () => {
      for (const topic of topics) {
        const set = this.listeners.get(topic);
        set?.delete(listener);
        if (set?.size === 0) this.listeners.delete(topic);
      }
      this.reopen();
    };
  }

  watch(watcher: (open: boolean) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Several components mount in one go; they get one connection between them. */
  private reopen(after = 50): void {
    if (this.opening !== null) clearTimeout(this.opening);
    this.opening = setTimeout(() => {
      this.opening = null;
      this.open();
    }, after);
  }

  private open(): void {
    const topics = [...this.listeners.keys()].filter((topic) => !this.refused.has(topic)).sort();
    this.source?.close();
    this.source = null;
    if (topics.length === 0 || typeof EventSource === 'undefined') return;
    const source = new EventSource(addressOf(topics));
    source.onopen = () => this.watchers.forEach((watcher) => watcher(true));
    source.onerror = () => {
      this.watchers.forEach((watcher) => watcher(false));
      // A dropped line is opened again by the browser; a refused one stays closed.
      if (source.readyState === EventSource.CLOSED && this.source === source) void this.sortOut(topics);
    };
    for (const topic of topics) {
      source.addEventListener(topic, (event: MessageEvent<string>) => this.deliver(topic, event.data));
    }
    this.source = source;
  }

  /** The line was refused: finds the topic it was refused for, and goes on without it. */
  private async sortOut(topics: string[]): Promise<void> {
    for (const topic of topics) {
      const stop = new AbortController();
      const answer = await fetch(addressOf([topic]), { signal: stop.signal }).catch(() => null);
      stop.abort();
      if (answer?.status === 403 || answer?.status === 422) this.refused.add(topic);
    }
    this.reopen(10_000);
  }

  private deliver(topic: string, text: string): void {
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch {
      return;
    }
    this.listeners.get(topic)?.forEach((listener) => listener({ topic, data }));
  }
}

const line = new LiveLine();

/**
 * Hears what the server says as it happens. `onMessage` may be a new function on each render.
 * Returns whether the line is open; the browser opens a broken one again by itself.
 */
export function useLive<T = unknown>(
  topics: string[],
  onMessage: (message: LiveMessage<T>) => void,
): boolean {
  const [open, setOpen] = useState(false);
  const heard = useEffectEvent(onMessage);
  const wanted = topics.join(',');
  useEffect(() => {
    const unwatch = line.watch(setOpen);
    const leave = line.listen(wanted.split(',').filter(Boolean), (message) =>
      heard(message as LiveMessage<T>),
    );
    return () => {
      unwatch();
      leave();
    };
  }, [wanted]);
  return open;
}
