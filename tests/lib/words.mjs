// The console's own words, so that one walk goes through it in either language.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './server.mjs';

/** Two trees of words in one. */
const joined = (one, other) =>
  typeof one !== 'object' || typeof other !== 'object'
    ? (other ?? one)
    : Object.fromEntries(
        [...new Set([...Object.keys(one), ...Object.keys(other)])].map((key) => [
          key,
          key in one && key in other ? joined(one[key], other[key]) : (other[key] ?? one[key]),
        ]),
      );

/** `say('sales.call.start')`: what stands there; `say(key, { n: 3 })` with its places filled in. */
export function wordsOf(language) {
  const files = new Map();
  const file = (name) => {
    if (!files.has(name)) {
      // What is said first stands apart.
      const parts = ['', 'first'].map((folder) => {
        const path = join(projectRoot, 'web/src/i18n', language, folder, `${name}.json`);
        return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
      });
      files.set(name, joined(...parts));
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
