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
  return said === '' ? detail : t('ui.problem.with_detail', { said, detail });
}
