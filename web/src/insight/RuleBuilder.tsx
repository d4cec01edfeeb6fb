import { CloseOutlined, CopyOutlined, HolderOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import type { DragEvent, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/app/session';
import { LeafSentence } from './LeafSentence';
import { leafKinds } from './nouns';
import type { GroupKind, LeafKind } from './nouns';
import styles from './Rule.module.css';
import { ChoiceToken } from './tokens';
import type { Group, Leaf, Node } from './tree';
import { changed, isGroup, isLacking, moved, newGroup, newLeaf } from './tree';

export interface RuleBuilderProps {
  root: Group;
  onChange: (root: Group) => void;
  /** How many people a node finds by itself, where it is known. */
  sizeOf: (node: Node) => number | undefined;
}

/** The rule as sentences, groups indented; drag a line by its handle into another group. */
export function RuleBuilder(props: RuleBuilderProps): ReactElement {
  return <GroupBox {...props} group={props.root} depth={0} />;
}

interface NodeProps extends RuleBuilderProps {
  depth: number;
}

function GroupBox({ group, depth, ...props }: NodeProps & { group: Group }): ReactElement {
  const { t } = useTranslation();
  const { root, onChange } = props;
  const [over, setOver] = useState(false);
  const update = (change: (node: Group) => Node | null) =>
    onChange(changed(root, group.id, (node) => (isGroup(node) ? change(node) : node)));
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    onChange(moved(root, event.dataTransfer.getData('text/plain'), group.id));
  };
  return (
    <div
      className={styles.group}
      data-kind={group.kind}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        event.stopPropagation();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className={styles.groupHead}>
        <ChoiceToken
          value={group.kind}
          options={(['all', 'any', 'none'] as const).map((value) => ({
            value,
            label: t(`insight.group.${value}`),
          }))}
          onChange={(kind: GroupKind) => update((node) => ({ ...node, kind }))}
        />
        {depth > 0 && (
          <button
            type="button"
            className={styles.small}
            aria-label={t('insight.remove')}
            onClick={() => update(() => null)}
          >
            <CloseOutlined />
          </button>
        )}
      </div>
      <ul className={styles.items}>
        {group.items.map((node, at) => (
          <li key={node.id}>
            {at > 0 && <span className={styles.joint}>{t(`insight.joint.${group.kind}`)}</span>}
            {isGroup(node) ? (
              <GroupBox {...props} group={node} depth={depth + 1} />
            ) : (
              <LeafLine {...props} leaf={node} depth={depth} />
            )}
          </li>
        ))}
      </ul>
      <AddButton
        isDeep={depth >= 6}
        onLeaf={(kind) => update((node) => ({ ...node, items: [...node.items, newLeaf(kind)] }))}
        onGroup={(kind) =>
          update((node) => ({ ...node, items: [...node.items, newGroup(kind, [newLeaf('orders')])] }))
        }
      />
    </div>
  );
}

function LeafLine({ leaf, root, onChange, sizeOf }: NodeProps & { leaf: Leaf }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const size = isLacking(leaf) ? undefined : sizeOf(leaf);
  const replace = (change: (node: Node) => Node | Node[] | null) => onChange(changed(root, leaf.id, change));
  return (
    <div className={styles.leaf}>
      <span
        className={styles.handle}
        draggable
        title={t('insight.drag')}
        onDragStart={(event) => event.dataTransfer.setData('text/plain', leaf.id)}
      >
        <HolderOutlined />
      </span>
      <div className={styles.sentence}>
        <LeafSentence leaf={leaf} onChange={(value) => replace((node) => ({ ...node, value }) as Leaf)} />
      </div>
      <span className={styles.size} title={t('insight.alone')}>
        {size === undefined ? '' : num(size)}
      </span>
      <button
        type="button"
        className={`${styles.small} ${styles.wide}`}
        aria-label={t('insight.copy')}
        onClick={() =>
          replace((node) => [node, { ...newLeaf(leaf.kind), value: structuredClone(leaf.value) } as Leaf])
        }
      >
        <CopyOutlined />
      </button>
      <button
        type="button"
        className={styles.small}
        aria-label={t('insight.remove')}
        onClick={() => replace(() => null)}
      >
        <CloseOutlined />
      </button>
    </div>
  );
}

function AddButton({
  isDeep,
  onLeaf,
  onGroup,
}: {
  isDeep: boolean;
  onLeaf: (kind: LeafKind) => void;
  onGroup: (kind: GroupKind) => void;
}): ReactElement {
  const { t } = useTranslation();
  const groups = (['all', 'any', 'none'] as const).map((kind) => ({
    key: `group.${kind}`,
    label: t(`insight.add_group.${kind}`),
  }));
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          ...leafKinds.map((kind) => ({ key: kind, label: t(`insight.kind.${kind}`) })),
          ...(isDeep ? [] : [{ type: 'divider' as const }, ...groups]),
        ],
        onClick: ({ key }) => {
          if (key.startsWith('group.')) onGroup(key.slice('group.'.length) as GroupKind);
          else onLeaf(key as LeafKind);
        },
      }}
    >
      <Button type="link" size="small" icon={<PlusOutlined />} className={styles.add ?? ''}>
        {t('insight.add_condition')}
      </Button>
    </Dropdown>
  );
}
