import { Button } from 'antd';
import { Component } from 'react';
import type { ErrorInfo, ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import states from '@/ui/states.module.css';

/** Keeps a page that fails from taking the menu with it. */
export class Boundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    // eslint-disable-next-line no-console -- a person who reports this can copy it
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    return this.state.error === null ? this.props.children : <Broken message={this.state.error.message} />;
  }
}

function Broken({ message }: { message: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <div role="alert" className={`${states.state} ${states.page}`}>
      <h1>{t('app.broken')}</h1>
      <p className={states.quiet}>{t('app.broken_hint')}</p>
      <code className={states.code}>{message}</code>
      <div className={states.actions}>
        <Button type="primary" onClick={() => window.location.reload()}>
          {t('app.reload')}
        </Button>
      </div>
    </div>
  );
}
