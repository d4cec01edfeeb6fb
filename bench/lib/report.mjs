// Writes the tables of docs/PERFORMANCE.md from the results.
import { readFileSync, writeFileSync } from 'node:fs';
import { show } from './figures.mjs';

const begin = '<!-- results: written by bench/run.mjs -->';
const end = '<!-- end of results -->';
const cell = (text) => String(text).replaceAll('|', '\\|');
const row = (...cells) => `| ${cells.map(cell).join(' | ')} |`;
const spreadOf = (line) => line.details?.ours?.spread;

function place(environment) {
  const { date, commit, processor, memory_gib, load_before, sync_microseconds, system, ...versions } =
    environment;
  const names = Object.entries(versions).map(([, text]) => text.replace(/ sha=.*/, ''));
  return (
    `${date}, commit ${commit}: ${processor}, ${memory_gib} GiB, ${system}, load ${load_before} before it; ` +
    `4 KiB written and synced in ${sync_microseconds} µs. Huan ${names.join(', ')}.`
  );
}

function figures(line) {
  const beside = Object.entries(line.beside ?? {}).map(
    ([name, value]) => `${name.replaceAll('_', ' ')} ${show(value)}`,
  );
  const spread = spreadOf(line) > 0.3 ? ` (spread ${Math.round(spreadOf(line) * 100)} %)` : '';
  const wanted = line.floor === null ? '–' : `${line.floor} / ${line.goal ?? '–'}`;
  const ours = `${show(line.ours)} ${line.unit}${spread}`;
  const names = {
    goal: 'reached',
    floor: line.floor === null ? '' : 'above the floor',
    below: '**below the floor**',
  };
  return row(
    line.name,
    ours,
    show(line.peer),
    show(line.ratio),
    beside.join(', '),
    wanted,
    names[line.verdict],
  );
}

function details(line) {
  const parts = [`**${line.name}**`];
  for (const side of ['ours', 'peer']) {
    const said = [line.settings?.[side], line.commands?.[side] && `\`${line.commands[side]}\``].filter(
      Boolean,
    );
    if (said.length) parts.push(`${side}: ${said.join(' — ')}`);
  }
  return parts.length > 1 ? `- ${parts.join('. ')}` : undefined;
}

/** Lines that were taken in the same place stand together, the newest first. */
export function writeReport(path, results) {
  const places = new Map();
  for (const line of results) {
    const where = place(line.environment);
    places.set(where, [...(places.get(where) ?? []), line]);
  }
  const tables = [...places]
    .toReversed()
    .flatMap(([where, lines]) => [
      '',
      where,
      '',
      row('measure', 'ours', 'peer', 'ratio', 'beside', 'floor / goal', ''),
      '| --- | ---: | ---: | ---: | --- | --- | --- |',
      ...lines.map(figures),
      '',
      ...lines.map(details).filter(Boolean),
    ]);
  const text = readFileSync(path, 'utf8');
  const [head, rest] = [text.split(begin)[0], text.split(end)[1]];
  if (rest === undefined) throw new Error(`${path} has no place for results`);
  writeFileSync(path, `${head}${begin}\n${tables.join('\n')}\n\n${end}${rest}`);
}
