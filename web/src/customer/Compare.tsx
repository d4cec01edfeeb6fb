import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/app/session';
import { Money, None, Num, When } from '@/ui/values';
import { useFields } from './fields';
import { keyText } from './identity';
import type { MergePreview } from './identity';
import styles from './Identity.module.css';
import { useKindName } from './kinds';
import type { AttributeValue, CustomerHead } from './nouns';
import { plateText } from './nouns';

/** Both people and the one they would be, line by line; where they differ, which value holds. */
export function Compare({ preview }: { preview: MergePreview }): ReactElement {
  const { t } = useTranslation();
  const { fields } = useFields();
  const place = (key: string) => {
    const at = fields.findIndex((field) => field.key === key);
    return at === -1 ? fields.length : at;
  };
  const attributes = preview.attributes.toSorted((one, other) => place(one.key) - place(other.key));
  const left = preview.left as CustomerHead;
  const right = preview.right as CustomerHead;
  const title = (head: CustomerHead) => (
    <Link to={`/customers/${String(head.id)}`}>{head.name || head.phone || `#${String(head.id)}`}</Link>
  );
  return (
    <table className={styles.compare}>
      <thead>
        <tr>
          <th>
            <span className="unseen">{t('customer.merge.fact')}</span>
          </th>
          <th>{title(left)}</th>
          <th>{title(right)}</th>
          <th className={styles.result}>{t('customer.merge.as_one')}</th>
        </tr>
      </thead>
      <tbody>
        <Facts left={left} right={right} preview={preview} />
        {attributes.map(({ key, left: one, right: other, result }) => (
          <Attribute
            key={key}
            name={key}
            left={one as AttributeValue | undefined}
            right={other as AttributeValue | undefined}
            result={result as AttributeValue}
          />
        ))}
      </tbody>
    </table>
  );
}

function Row({ title, cells }: { title: string; cells: [ReactNode, ReactNode, ReactNode] }): ReactElement {
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>{cells[0]}</td>
      <td>{cells[1]}</td>
      <td className={styles.result}>{cells[2]}</td>
    </tr>
  );
}

interface Both {
  left: CustomerHead;
  right: CustomerHead;
  preview: MergePreview;
}

function Facts({ left, right, preview }: Both): ReactElement {
  const { t } = useTranslation();
  const either = (of: (head: CustomerHead) => string[]) => [...new Set([...of(left), ...of(right)])];
  const list = (items: string[]) => (items.length === 0 ? <None /> : items.join(t('customer.people_comma')));
  const tags = (head: CustomerHead) => head.tags.map(({ tag }) => tag);
  const cars = (head: CustomerHead) => head.vehicles.map(({ plate }) => plateText(plate));
  const first = left.first_seen < right.first_seen ? left.first_seen : right.first_seen;
  const last = left.last_seen > right.last_seen ? left.last_seen : right.last_seen;
  const mark = (head: CustomerHead) => (head.do_not_contact ? t('customer.do_not_contact') : <None />);
  const isOff = left.do_not_contact || right.do_not_contact;
  return (
    <>
      <Row
        title={t('customer.known_by')}
        cells={[
          <Known key="left" heads={[left]} />,
          <Known key="right" heads={[right]} />,
          <Known key="one" heads={[left, right]} />,
        ]}
      />
      <Row
        title={t('customer.orders')}
        cells={[
          <Num key="left" value={left.order_count} />,
          <Num key="right" value={right.order_count} />,
          <Num key="one" value={preview.order_count} />,
        ]}
      />
      <Row
        title={t('customer.amount')}
        cells={[
          <Money key="left" minor={left.order_amount} />,
          <Money key="right" minor={right.order_amount} />,
          <Money key="one" minor={preview.order_amount} />,
        ]}
      />
      <Row
        title={t('customer.first_seen')}
        cells={[
          <When key="left" at={left.first_seen} as="date" />,
          <When key="right" at={right.first_seen} as="date" />,
          <When key="one" at={first} as="date" />,
        ]}
      />
      <Row
        title={t('customer.last_seen')}
        cells={[
          <When key="left" at={left.last_seen} as="date" />,
          <When key="right" at={right.last_seen} as="date" />,
          <When key="one" at={last} as="date" />,
        ]}
      />
      {isOff && (
        <Row title={t('customer.consents')} cells={[mark(left), mark(right), t('customer.do_not_contact')]} />
      )}
      {either(tags).length > 0 && (
        <Row title={t('customer.tags')} cells={[list(tags(left)), list(tags(right)), list(either(tags))]} />
      )}
      {either(cars).length > 0 && (
        <Row title={t('customer.plate')} cells={[list(cars(left)), list(cars(right)), list(either(cars))]} />
      )}
    </>
  );
}

function Known({ heads }: { heads: CustomerHead[] }): ReactElement {
  const kindName = useKindName();
  const all = heads.flatMap(({ identities }) => identities);
  const lines = new Map(all.map((key) => [`${key.kind} ${key.value}`, key]));
  return (
    <ul>
      {[...lines].map(([line, { kind, value }]) => (
        <li key={line}>
          <small className={styles.kind}>{kindName(kind)}</small>{' '}
          <span className={styles.value}>{keyText(kind, value)}</span>
        </li>
      ))}
    </ul>
  );
}

interface AttributeProps {
  name: string;
  left: AttributeValue | undefined;
  right: AttributeValue | undefined;
  result: AttributeValue;
}

function Attribute({ name, left, right, result }: AttributeProps): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const text = (value: AttributeValue | undefined): ReactNode => {
    if (value === undefined) return <None />;
    if (typeof value === 'boolean') return t(value ? 'customer.yes' : 'customer.no');
    if (typeof value === 'number') return num(value);
    return t(`customer.attribute_value.${name}.${value}`, { defaultValue: value });
  };
  const differs = left !== undefined && right !== undefined && left !== right;
  const cell = (value: AttributeValue | undefined) =>
    differs && value !== result ? <s className={styles.lost}>{text(value)}</s> : text(value);
  return (
    <tr className={differs ? styles.differs : undefined}>
      <th scope="row">{t(`customer.attribute.${name}`, { defaultValue: name })}</th>
      <td>{cell(left)}</td>
      <td>{cell(right)}</td>
      <td className={styles.result}>
        {text(result)}
        {differs && <small className={styles.under}>{t('customer.merge.said_last')}</small>}
      </td>
    </tr>
  );
}
