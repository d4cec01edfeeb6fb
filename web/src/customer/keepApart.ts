import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import { useSay, useUndoToast } from '@/ui/actions';
import { aboutPeople, useTakeBack } from './identity';
import type { Decided } from './identity';

/** "Different people": two customers stay two, whatever keys say later. */
export function useKeepApart(onDone?: () => void) {
  const { t } = useTranslation();
  const say = useSay();
  const undoToast = useUndoToast();
  const takeBack = useTakeBack();
  const command = useCommand<{ from_customer_id: number; note?: string }, Decided>(
    'post',
    '/api/customers/{customer_id}/keep_apart',
    {
      refreshes: aboutPeople,
      onDone: ({ decision_id }) => {
        undoToast({ text: t('customer.keep_apart.done'), undo: () => takeBack.run(decision_id) });
        onDone?.();
      },
    },
  );
  const run = (customerId: number, from: number, note = '') => {
    const said = note.trim() === '' ? {} : { note: note.trim() };
    const sent = { params: { customer_id: customerId }, body: { from_customer_id: from, ...said } };
    command.mutate(sent, { onError: say.failed });
  };
  return { run, isPending: command.isPending };
}
