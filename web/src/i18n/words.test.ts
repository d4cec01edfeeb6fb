import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { deedKey } from '@/access/deed';
import type { Words } from './byFile';
import englishFirst from './en/first';
import englishRest from './en/rest';
import chineseFirst from './zh-CN/first';
import chineseRest from './zh-CN/rest';

function flat(words: Words, before = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') found.set(before + key, value);
    else for (const [inner, text] of flat(value, `${before}${key}.`)) found.set(inner, text);
  }
  return found;
}

const first = flat(chineseFirst);
const zh = new Map([...first, ...flat(chineseRest)]);
const en = new Map([...flat(englishFirst), ...flat(englishRest)]);
const sources = import.meta.glob<string>(['../**/*.ts', '../**/*.tsx', '!../**/*.test.*'], {
  eager: true,
  query: '?raw',
  import: 'default',
});

it('both languages have the same keys', () => {
  expect([...zh.keys()].filter((key) => !en.has(key))).toEqual([]);
  expect([...en.keys()].filter((key) => !zh.has(key))).toEqual([]);
});

it('no word is left empty, and English is not left in Chinese', () => {
  expect([...zh, ...en].filter(([, text]) => text.trim() === '')).toEqual([]);
  expect([...en].filter(([, text]) => /[\u4e00-\u9fff]/.test(text))).toEqual([]);
});

it('both languages fill the same places', () => {
  const places = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
  const unlike = [...zh].filter(([key, text]) => {
    const other = en.get(key);
    // One language may say a number in words where the other writes it.
    return (
      other !== undefined && !/_(one|other|zero)$/.test(key) && places(text).join() !== places(other).join()
    );
  });
  expect(unlike.map(([key]) => key)).toEqual([]);
});

it('every key that a component names exists', () => {
  const missing: string[] = [];
  for (const [file, text] of Object.entries(sources)) {
    const named = [...text.matchAll(/\bt\(\s*'([\w.-]+)'/g), ...text.matchAll(/titleKey:\s*'([\w.-]+)'/g)];
    for (const [, key = ''] of named) {
      if (!zh.has(key) && !zh.has(`${key}_other`)) missing.push(`${file}: ${key}`);
    }
  }
  expect(missing).toEqual([]);
});

it('both languages load the same words first, and none twice', () => {
  expect([...flat(englishFirst).keys()].sort()).toEqual([...first.keys()].sort());
  expect([...flat(chineseRest).keys()].filter((key) => first.has(key))).toEqual([]);
});

/** Files that come along with these, by their imports. */
function withImports(...entries: string[]): Set<string> {
  const found = new Set<string>();
  const visit = (file: string) => {
    if (found.has(file)) return;
    found.add(file);
    for (const [, name = ''] of (sources[file] ?? '').matchAll(/^import (?!type)[^;]*? from '([^']+)'/gms)) {
      const path = name.startsWith('@/')
        ? `../${name.slice(2)}`
        : new URL(name, `http://x/src/a/${file}`).pathname.replace('/src/', '../');
      const target = ['.ts', '.tsx', '/index.ts'].map((end) => path + end).find((one) => one in sources);
      if (target) visit(target);
    }
  };
  entries.forEach(visit);
  return found;
}

it('what may be seen before any other page says only the words that are loaded first', () => {
  const pages = [...sources['../app/outside.ts']!.matchAll(/firstPage\(\(\) => import\('@\/([\w/]+)'/g)];
  const files = withImports(
    '../main.tsx',
    '../capture/field.tsx',
    '../home/HomePage.tsx',
    ...pages.map(([, name = '']) => `../${name}.tsx`),
  );
  expect(files.size).toBeGreaterThan(30);
  const starts = [...first.keys()];
  const missing: string[] = [];
  for (const file of files) {
    const text = sources[file] ?? '';
    for (const [, key = ''] of text.matchAll(/\bt\(\s*'([\w.-]+)'/g))
      if (!first.has(key) && !first.has(`${key}_other`)) missing.push(`${file}: ${key}`);
    for (const [, key = ''] of text.matchAll(/\bt\(\s*`([\w.-]+)/g))
      if (!starts.some((one) => one.startsWith(key))) missing.push(`${file}: ${key}`);
  }
  for (const text of Object.values(sources))
    for (const [, key = ''] of text.matchAll(/titleKey:\s*'([\w.-]+)'/g))
      if (!first.has(key)) missing.push(`a title: ${key}`);
  expect(missing).toEqual([]);
});

it('every command that the audit keeps is said in words', () => {
  const openapi = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../docs/openapi.json'), 'utf8'),
  ) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const missing = Object.entries(openapi.paths).flatMap(([path, methods]) =>
    ['post', 'put', 'delete']
      .filter((method) => method in methods && path.startsWith('/api/'))
      .map((method) => deedKey(`${method} ${path}`))
      .filter((key) => !zh.has(`access.deed.${key}`)),
  );
  expect(missing).toEqual([]);
});
