import { App } from 'antd';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';

/** Asks whether what was typed may be lost; `go` is called once that was said. */
export function useAskToDiscard(): (go: () => void, stay?: () => void) => void {
  const { modal } = App.useApp();
  const { t } = useTranslation();
  return useCallback(
    (go, stay) => {
      modal.confirm({
        title: t('ui.unsaved.title'),
        content: t('ui.unsaved.text'),
        okText: t('ui.unsaved.leave'),
        cancelText: t('ui.unsaved.stay'),
        okButtonProps: { danger: true },
        focusable: { autoFocusButton: 'cancel' },
        onOk: go,
        onCancel: () => stay?.(),
      });
    },
    [modal, t],
  );
}

/**
 * Keeps a page with unsaved changes from being left without asking: by a link, the back button, or by closing
 * the tab. `saved()` is called before the page itself leads on, `onDiscard` once somebody said to leave all
 * the same.
 */
export function useUnsaved(isDirty: boolean, onDiscard?: () => void): { saved: () => void } {
  const ask = useAskToDiscard();
  const isFree = useRef(false);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isDirty && !isFree.current && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    const { proceed, reset } = blocker;
    ask(() => {
      onDiscard?.();
      proceed();
    }, reset);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- asked once each time it is blocked
  }, [blocker.state]);
  useEffect(() => {
    if (!isDirty) return undefined;
    const hold = (event: BeforeUnloadEvent) => {
      if (!isFree.current) event.preventDefault();
    };
    window.addEventListener('beforeunload', hold);
    return () => window.removeEventListener('beforeunload', hold);
  }, [isDirty]);
  const saved = useCallback(() => {
    isFree.current = true;
  }, []);
  return { saved };
}
