import { Drawer, Segmented } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useRead } from '@/api/hooks';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import styles from './RelationGraph.module.css';
import type { CustomerHead } from './nouns';
import { endName, useRelationKinds } from './relationKinds';
import type { RelationMap } from './relationKinds';
import { layOut } from './relationLayout';
import type { Placed } from './relationLayout';
import { personName } from './Relations';

/** Who belongs to whom, over up to three steps, around one person. */
export function RelationGraph({ head, onClose }: { head: CustomerHead; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const [levels, setLevels] = useState(2);
  const map = useRead<RelationMap>(
    '/api/customers/{customer_id}/relations',
    { params: { customer_id: head.id }, query: { levels } },
    { keep: true },
  );
  return (
    <Drawer
      open
      title={t('profile.relation.around', { name: head.name || `#${String(head.id)}` })}
      size={760}
      onClose={onClose}
      extra={
        <Segmented
          size="small"
          value={levels}
          aria-label={t('profile.relation.levels')}
          options={[1, 2, 3].map((value) => ({
            value,
            label: t('profile.relation.level', { count: value }),
          }))}
          onChange={setLevels}
        />
      }
    >
      {map.isPending && <Skeleton rows={6} />}
      {map.isError && <Problem error={map.error} onRetry={map.refetch} />}
      {map.data && <Picture map={map.data} onClose={onClose} />}
      {map.data && map.data.hidden > 0 && (
        <p className={styles.hint}>{t('profile.relation.hidden', { count: map.data.hidden })}</p>
      )}
      {map.data?.cut && <p className={styles.hint}>{t('profile.relation.cut')}</p>}
    </Drawer>
  );
}

function Picture({ map, onClose }: { map: RelationMap; onClose: () => void }): ReactElement {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const kinds = useRelationKinds();
  const { placed, width, height } = layOut(map);
  const at = new Map(placed.map((one) => [one.person.id, one]));
  const open = (id: number) => {
    onClose();
    void navigate(`/customers/${String(id)}`);
  };
  return (
    <div className={styles.frame}>
      <svg
        className={styles.graph}
        viewBox={`0 0 ${String(width)} ${String(height)}`}
        style={{ minWidth: width * 0.85 }}
        role="group"
        aria-label={t('profile.relation.graph')}
      >
        {map.links.map((link) => {
          const from = at.get(link.from_id);
          const to = at.get(link.to_id);
          if (!from || !to) return null;
          return <line key={link.id} className={styles.line} x1={from.x} y1={from.y} x2={to.x} y2={to.y} />;
        })}
        {map.links.map((link) => {
          const from = at.get(link.from_id);
          const to = at.get(link.to_id);
          const kind = kinds.find((one) => one.kind === link.kind);
          if (!from || !to) return null;
          const word = kind
            ? kind.mutual
              ? endName(kind, true, i18n.language)
              : `${endName(kind, true, i18n.language)} → ${endName(kind, false, i18n.language)}`
            : link.kind;
          return <Label key={link.id} from={from} to={to} word={word} />;
        })}
        {placed.map((one) => (
          <Person key={one.person.id} placed={one} onOpen={() => open(one.person.id)} />
        ))}
      </svg>
    </div>
  );
}

/** The relation's name, in the middle of its line. An arrow points the way the line runs. */
function Label({ from, to, word }: { from: Placed; to: Placed; word: string }): ReactElement {
  const reversed = from.x > to.x && word.includes(' → ');
  const text = reversed ? word.split(' → ').reverse().join(' ← ') : word;
  return (
    <text className={styles.word} x={(from.x + to.x) / 2} y={(from.y + to.y) / 2 - 4} textAnchor="middle">
      {text}
    </text>
  );
}

const boxWidth = 132;
const boxHeight = 40;

function Person({ placed, onOpen }: { placed: Placed; onOpen: () => void }): ReactElement {
  const { x, y, person } = placed;
  const name = personName(person);
  const short = name.length > 14 ? `${name.slice(0, 13)}…` : name;
  const centre = person.level === 0;
  return (
    <g
      className={centre ? styles.centre : styles.person}
      transform={`translate(${String(x - boxWidth / 2)} ${String(y - boxHeight / 2)})`}
      {...(centre
        ? {}
        : {
            role: 'link',
            tabIndex: 0,
            'aria-label': name,
            onClick: onOpen,
            onKeyDown: (event) => {
              if (event.key === 'Enter') onOpen();
            },
          })}
    >
      <title>{name}</title>
      <rect width={boxWidth} height={boxHeight} rx={8} />
      <text x={boxWidth / 2} y={boxHeight / 2 + 5} textAnchor="middle">
        {short}
      </text>
    </g>
  );
}
