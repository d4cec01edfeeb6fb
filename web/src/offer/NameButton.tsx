import { Button } from 'antd';
import type { ReactElement } from 'react';

/** The name of a row that opens beside the list; a long one wraps instead of pushing the table wider. */
export function NameButton({ children, onClick }: { children: string; onClick: () => void }): ReactElement {
  return (
    <Button
      type="link"
      style={{ height: 'auto', padding: 0, fontWeight: 600, whiteSpace: 'normal', textAlign: 'start' }}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}
