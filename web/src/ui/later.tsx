import { lazy, Suspense } from 'react';
import type { ComponentType, ReactElement } from 'react';

/**
 * A part that nobody sees before they ask for it (a drawer, a dialogue), loaded when they do:
 * `const CustomerForm = later(async () => (await import('./CustomerForm')).CustomerForm)`.
 */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const Part = lazy(async () => ({ default: (await load()) as ComponentType<object> }));
  return function Later(props: Props): ReactElement {
    return (
      <Suspense fallback={null}>
        <Part {...props} />
      </Suspense>
    );
  };
}
