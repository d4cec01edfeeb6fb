import type { FormInstance } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiProblem } from '@/api/problem';
import { problemText } from './Problem';

/** Marks the field a refusal names, so that one sees where it is; `Problem` above the form says the rest. */
export function useFieldProblem<Values>(form: FormInstance<Values>, problem: ApiProblem | null): void {
  const { t } = useTranslation();
  useEffect(() => {
    const name = problem?.field;
    if (!problem || name === undefined) return;
    const known = Object.keys(form.getFieldsValue(true) as object);
    if (!known.includes(name)) return;
    form.setFields([{ name: name as never, errors: [problemText(problem, t)] }]);
  }, [form, problem, t]);
}
