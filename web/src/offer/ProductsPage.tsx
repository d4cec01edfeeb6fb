import { Button, Col, Form, Input, Row, Select } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '@/api';
import { useCommand, useRead } from '@/api/hooks';
import { useMay } from '@/app/session';
import { FormDrawer } from '@/ui/FormDrawer';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import { Money, None, Percent } from '@/ui/values';
import { CartDrawer } from './CartDrawer';
import { MoneyInput } from './MoneyInput';
import { NameButton } from './NameButton';
import type { Product } from './nouns';

/** What we sell, with what it costs us: margin is what effect is judged by. */
export function ProductsPage(): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [edited, setEdited] = useState<Product | 'new' | null>(null);
  const [trying, setTrying] = useState(false);
  const tryCart = <Button onClick={() => setTrying(true)}>{t('offer.products.try_cart')}</Button>;
  const add = may('offer_manage') && (
    <Button type="primary" onClick={() => setEdited('new')}>
      {t('offer.products.add')}
    </Button>
  );
  const columns: Column<Product>[] = [
    {
      key: 'name',
      title: t('offer.products.name'),
      primary: true,
      render: (product) => <NameButton onClick={() => setEdited(product)}>{product.name}</NameButton>,
      csv: (product) => product.name,
    },
    { key: 'sku', title: t('offer.products.sku'), render: (p) => <code>{p.sku}</code>, csv: (p) => p.sku },
    {
      key: 'category',
      title: t('offer.products.category'),
      wide: true,
      render: (p) => p.category || <None />,
      csv: (p) => p.category,
    },
    {
      key: 'price',
      title: t('offer.products.price'),
      align: 'right',
      render: (p) => <Money minor={p.price} />,
      csv: (p) => p.price,
    },
    {
      key: 'cost',
      title: t('offer.products.cost'),
      align: 'right',
      render: (p) => <Money minor={p.cost} />,
      csv: (p) => p.cost,
    },
    {
      key: 'margin',
      title: t('offer.products.margin'),
      align: 'right',
      render: (p) => <Percent share={p.price > 0 ? (p.price - p.cost) / p.price : null} />,
    },
    {
      key: 'status',
      title: t('offer.products.status'),
      render: (p) => <StatusTag status={p.status}>{t(`offer.products.is.${p.status}`)}</StatusTag>,
      csv: (p) => p.status,
    },
  ];
  return (
    <>
      <ListPage<Product>
        title={t('offer.products.title')}
        step="offer"
        intro={t('offer.products.intro')}
        name="products"
        path="/api/products"
        rowKey={(product) => product.id}
        columns={columns}
        search={{ placeholder: t('offer.products.search') }}
        views={[
          { key: 'all', label: t('ui.list.all'), query: {} },
          ...states.map((status) => ({
            key: status,
            label: t(`offer.products.is.${status}`),
            query: { status },
          })),
        ]}
        empty={t('offer.products.empty')}
        emptyAction={add}
        actions={
          <>
            {tryCart}
            {add}
          </>
        }
      />
      {trying && <CartDrawer onClose={() => setTrying(false)} />}
      {edited !== null && (
        <ProductForm product={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
    </>
  );
}

const states = ['on_sale', 'trial', 'draft', 'retired'] as const;

type Values = Omit<Product, 'id' | 'version'>;

function ProductForm({ product, onClose }: { product: Product | null; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const others = useRead<Page<Product>>('/api/products', { query: { limit: 200 } }).data?.items ?? [];
  const refreshes = ['/api/products'];
  const create = useCommand<Values, Product>('post', '/api/products', { refreshes, onDone: onClose });
  const update = useCommand<Values & { seen_version: number }, Product>('put', '/api/products/{product_id}', {
    refreshes,
    onDone: onClose,
  });
  const save = (values: Values) => {
    const body = { ...values, category: values.category ?? '', only_with: values.only_with ?? '' };
    if (product === null) create.mutate({ body });
    else
      update.mutate({ params: { product_id: product.id }, body: { ...body, seen_version: product.version } });
  };
  const needed = (what: string) => [{ required: true, message: t('access.needed', { what }) }];
  return (
    <FormDrawer<Values>
      title={product === null ? t('offer.products.add') : product.name}
      action={product === null ? t('offer.products.add') : t('ui.save')}
      form={form}
      initial={product ?? { status: 'on_sale', category: '' }}
      busy={create.isPending || update.isPending}
      error={create.error ?? update.error}
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item name="name" label={t('offer.products.name')} rules={needed(t('offer.products.name'))}>
        <Input maxLength={120} />
      </Form.Item>
      <Row gutter={12}>
        <Col span={12}>
          <Form.Item name="sku" label={t('offer.products.sku')} rules={needed(t('offer.products.sku'))}>
            <Input maxLength={64} />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item name="category" label={t('offer.products.category')}>
            <Input maxLength={80} />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item name="price" label={t('offer.products.price')} rules={needed(t('offer.products.price'))}>
            <MoneyInput />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item
            name="cost"
            label={t('offer.products.cost')}
            extra={t('offer.products.cost_means')}
            rules={needed(t('offer.products.cost'))}
          >
            <MoneyInput />
          </Form.Item>
        </Col>
      </Row>
      <Form.Item
        name="only_with"
        label={t('offer.products.only_with')}
        extra={t('offer.products.only_with_means')}
      >
        <Select
          allowClear
          placeholder={t('offer.products.by_itself')}
          options={others
            .filter((other) => other.sku !== product?.sku)
            .map(({ sku, name }) => ({ value: sku, label: name }))}
        />
      </Form.Item>
      <Form.Item name="status" label={t('offer.products.status')}>
        <Select options={states.map((value) => ({ value, label: t(`offer.products.is.${value}`) }))} />
      </Form.Item>
    </FormDrawer>
  );
}
