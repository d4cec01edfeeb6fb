// Fails the build when what a browser must load before the first page grows over its budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const budgets = { 'index.html': 300, 'field.html': 140, 'h5.html': 60 };

/** Files an entry needs at once: its own chunk, the chunks it imports statically, and their styles. */
function needed(name, found = new Set()) {
  const chunk = manifest[name];
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const style of chunk.css ?? []) found.add(style);
  for (const imported of chunk.imports ?? []) needed(imported, found);
  return found;
}

/** One language is loaded before the first page, though by a dynamic import. */
const language = Object.keys(manifest).filter((name) => /i18n\/(zh-CN|en)\/first/.test(name));

let failed = false;
for (const [entry, limit] of Object.entries(budgets)) {
  const files = needed(entry);
  if (entry !== 'h5.html' && language.length > 0) needed(language[0], files);
  const size = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0);
  const kilobytes = size / 1024;
  const within = kilobytes <= limit;
  failed ||= !within;
  console.log(
    `${within ? 'ok  ' : 'OVER'} ${entry}: ${kilobytes.toFixed(1)} of ${limit} KB gzip, ${files.size} files`,
  );
}
if (failed) process.exit(1);
