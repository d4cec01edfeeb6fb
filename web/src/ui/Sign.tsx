import type { AbstractNode, IconDefinition } from '@ant-design/icons-svg/lib/types';
import { createElement } from 'react';
import type { ReactElement } from 'react';

/** A sign as large as the words beside it; for pages that do without the component library. */
export function Sign({ of }: { of: IconDefinition }): ReactElement {
  const drawing = typeof of.icon === 'function' ? of.icon('currentColor', 'none') : of.icon;
  return (
    <svg
      viewBox={drawing.attrs.viewBox ?? '64 64 896 896'}
      width="1em"
      height="1em"
      fill="currentColor"
      aria-hidden
      style={{ flex: 'none' }}
    >
      {(drawing.children ?? []).map(node)}
    </svg>
  );
}

function node({ tag, attrs, children }: AbstractNode, index: number): ReactElement {
  return createElement(tag, { ...attrs, key: index }, children?.map(node));
}
