// The console's own words, so that one walk goes through it in either language.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './server.mjs';

/** `say('sales.call.start')`: what stands there; `say(key, { n: 3 })` with its places filled in. */
export function wordsOf(language) {
  const files = new Map();
  const file = (name) => {
    if (!files.has(name)) {
      const path = join(projectRoot, 'web/src/i18n', language, `${name}.json`);
      files.set(name, JSON.parse(readFileSync(path, 'utf8')));
    }
    return files.get(name);
  };
  return (key, values = {}) => {
    const [name, ...rest] = key.split('.');
    const text = rest.reduce((part, one) => part?.[one], file(name));
    if (typeof text !== 'string') throw new Error(`there are no words for ${key}`);
    return text.replace(/\{\{(\w+)\}\}/g, (whole, place) => values[place] ?? whole);
  };
}

/** The words of a sentence before its first place: enough to find it by. */
export const beginning = (text) => text.split('{{')[0].trim();
