import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import type { Schema } from '@/api/types';
import { useSay } from '@/ui/actions';
import { download } from '@/ui/csv';

/** Fetches everything that is stored about one person and saves it as a file. */
export function useCopy(customerId: number): () => void {
  const { t } = useTranslation();
  const say = useSay();
  const copy = useCommand<undefined, Schema<'PersonCopy'>>('post', '/api/customers/{customer_id}/copy', {
    onDone: (all) => {
      const text = JSON.stringify(all, null, 2);
      download(`customer-${String(customerId)}.json`, new Blob([text], { type: 'application/json' }));
      say.done(t('customer.privacy.copied'));
    },
  });
  return () => copy.mutate({ params: { customer_id: customerId } }, { onError: say.failed });
}
