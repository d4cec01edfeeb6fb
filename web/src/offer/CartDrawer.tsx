import { useQuery } from '@tanstack/react-query';
import { Alert, Drawer, Select } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page, Schema } from '@/api';
import { api } from '@/api/client';
import { useRead } from '@/api/hooks';
import type { ApiProblem } from '@/api/problem';
import { Problem } from '@/ui/Problem';
import { Money } from '@/ui/values';
import type { Product } from './nouns';

type CheckedCart = Schema<'CheckedCart'>;

/** What may be sold together, before anybody pays: the same answer a till gets. */
export function CartDrawer({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const [skus, setSkus] = useState<string[]>([]);
  const products = useRead<Page<Product>>('/api/products', { query: { limit: 200 } });
  const checked = useQuery<CheckedCart, ApiProblem>({
    queryKey: ['/api/carts/check', skus],
    queryFn: ({ signal }) =>
      api.post<CheckedCart>('/api/carts/check', { lines: skus.map((sku) => ({ sku })) }, { signal }),
    enabled: skus.length > 0,
    placeholderData: (before) => before,
  });
  return (
    <Drawer open title={t('offer.cart.title')} size={460} onClose={onClose}>
      <p>{t('offer.cart.lead')}</p>
      {/* Above the field: below it the open list of choices would lie over the answer. */}
      <div style={{ minHeight: 116, margin: '12px 0' }}>
        {checked.isError && <Problem error={checked.error} onRetry={checked.refetch} />}
        {skus.length > 0 && checked.data && <Answer cart={checked.data} />}
      </div>
      <Select
        mode="multiple"
        size="large"
        style={{ width: '100%' }}
        aria-label={t('offer.cart.choose')}
        placeholder={t('offer.cart.choose')}
        value={skus}
        onChange={setSkus}
        optionFilterProp="label"
        options={(products.data?.items ?? []).map(({ sku, name }) => ({ value: sku, label: name }))}
      />
    </Drawer>
  );
}

function Answer({ cart }: { cart: CheckedCart }): ReactElement {
  const { t } = useTranslation();
  const refused = cart.lines.filter((line) => !line.allowed);
  return (
    <div role="status" style={{ display: 'flex', flexDirection: 'column', gap: 8 }}>
      {refused.map((line) => (
        <Alert key={line.sku} type="error" showIcon title={line.sentence ?? line.name} />
      ))}
      {cart.allowed && <Alert type="success" showIcon title={t('offer.cart.allowed')} />}
      <p>
        {t('offer.cart.total')} <Money minor={cart.amount} />
      </p>
    </div>
  );
}
