import type { FormInstance } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiProblem } from '@/api/problem';
import { problemText } from './problemText';

/**
 * Marks the field a refusal names, so that one sees where it is. True when the form has that field: then
 * nothing more needs to be said above it.
 */
export function useFieldProblem<Values>(form: FormInstance<Values>, problem: ApiProblem | null): boolean {
  const { t } = useTranslation();
  const [marked, setMarked] = useState<ApiProblem | null>(null);
  useEffect(() => {
    const name = problem?.field;
    if (!problem || name === undefined) return;
    const known = Object.keys(form.getFieldsValue(true) as object);
    if (!known.includes(name)) return;
    form.setFields([{ name: name as never, errors: [problemText(problem, t)] }]);
    setMarked(problem);
  }, [form, problem, t]);
  return problem !== null && marked === problem;
}
