import type { useTranslation } from 'react-i18next';
import type { ApiProblem } from '@/api/problem';

type Translate = ReturnType<typeof useTranslation>['t'];

/** Words for a refusal: ours by its code (`offer.over` -> key `offer.problem.over`), else the server's. */
export function problemText(problem: ApiProblem, t: Translate): string {
  const [module = '', ...rest] = problem.code.split('.');
  const ours =
    problem.code === 'network'
      ? ['ui.problem.network']
      : [`${module}.problem.${rest.join('.')}`, `problem.${problem.code}`];
  const byStatus = `ui.problem.status_${String(problem.status)}`;
  const said = problem.message === String(problem.status) ? undefined : problem.message;
  const text = t([...ours, ...(said === undefined ? [byStatus, 'ui.problem.unknown'] : [])], {
    defaultValue: said ?? problem.message,
    status: problem.status,
  });
  return text;
}

/** A refusal somebody wrote down, "connector.refused (origin.query): ...", in words; empty if it is none. */
export function writtenProblem(text: string, t: Translate): string {
  const [, code = '', detail = ''] = /^([a-z_]+\.[a-z_]+)(?: \([^)]*\))?: (.*)$/s.exec(text) ?? [];
  if (code === '') return '';
  const said = t(`problem.${code}`, { defaultValue: '' });
  const why = detailText(detail, t);
  return said === '' ? why : t('ui.problem.with_detail', { said, detail: why });
}

/** What the server adds about one case, as it writes it in English, by the key of our words for it. */
const details: [string, RegExp][] = [
  ['status', /^It answered with status (\d+)\. ?(.*)$/s],
  ['not_json', /^It is not JSON\.$/],
  ['page_too_large', /^A page is larger than 32 MiB/],
  ['no_column', /^There is no column "(.*)"\.$/],
  ['two_columns', /^Two columns are called "(.*)"; name one of them with AS\.$/],
  ['no_name', /^The name "(.*)" leads nowhere: (.*)\.$/],
  ['either', /^Either every so often or once a day\.$/],
  ['file_no_column', /^The file has no column "(.*)"\.$/],
  ['no_field', /^There is no field "(.*)"\.$/],
  ['two_fill', /^Two columns fill "(.*)"\.$/],
  ['filled_already', /^A column fills "(.*)" already\.$/],
  ['required', /^No column is "(.*)", which is required\.$/],
  ['who', /^No column says who it is/],
  ['connection', /connection refused/i],
  ['timed_out', /timed? ?out/i],
  ['unreachable', /(network|host) is unreachable|no route to host/i],
];

/** That in the reader's language, where we have words for it; else as it stands. */
export function detailText(detail: string, t: Translate): string {
  for (const [key, said] of details) {
    const found = said.exec(detail);
    if (found) return t(`problem.detail.${key}`, { one: found[1] ?? '', two: found[2] ?? '' }).trim();
  }
  return detail;
}
