import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { deedKey } from '@/access/deed';
import english from './en/index';
import chinese from './zh-CN/index';

type Words = Record<string, unknown>;

function flat(words: Words, before = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') found.set(before + key, value);
    else for (const [inner, text] of flat(value as Words, `${before}${key}.`)) found.set(inner, text);
  }
  return found;
}

const zh = flat(chinese);
const en = flat(english);
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

it('every command that the audit keeps is said in words', () => {
  const openapi = JSON.parse(readFileSync('../docs/openapi.json', 'utf8')) as {
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
