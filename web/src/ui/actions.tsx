import { App, Button } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { problemText } from './problemText';

export interface Confirmation {
  /** Names the object and how many: "停用 3 个密钥？". */
  title: string;
  text?: string;
  /** The verb on the button. */
  action: string;
  danger?: boolean;
  run: () => Promise<unknown>;
}

/**
 * Asks once before what cannot be undone. The dialogue stays open while it runs, and says what went
 * wrong when it does.
 */
export function useConfirmCount(): (confirmation: Confirmation) => void {
  const { modal, message } = App.useApp();
  const { t } = useTranslation();
  return useCallback(
    ({ title, text, action, danger = true, run }) => {
      modal.confirm({
        title,
        content: text,
        okText: action,
        cancelText: t('ui.cancel'),
        okButtonProps: { danger },
        focusable: { autoFocusButton: 'cancel' },
        onOk: async () => {
          try {
            await run();
          } catch (error) {
            message.error(problemText(asProblem(error), t));
            throw error;
          }
        },
      });
    },
    [modal, message, t],
  );
}

/** Says what was done and offers to take it back for six seconds. */
export function useUndoToast(): (said: { text: string; undo: () => unknown }) => void {
  const { message } = App.useApp();
  const { t } = useTranslation();
  return useCallback(
    ({ text, undo }) => {
      const key = `undo-${String(Date.now())}`;
      const takeBack = () => {
        message.destroy(key);
        void undo();
      };
      message.success({
        key,
        duration: 6,
        content: (
          <span>
            {text}{' '}
            <Button type="link" size="small" onClick={takeBack}>
              {t('ui.undo')}
            </Button>
          </span>
        ),
      });
    },
    [message, t],
  );
}

/** Says shortly that something went well, or what did not. */
export function useSay(): { done: (text: string) => void; failed: (error: unknown) => void } {
  const { message } = App.useApp();
  const { t } = useTranslation();
  const done = useCallback((text: string) => void message.success(text), [message]);
  const failed = useCallback(
    (error: unknown) => void message.error(problemText(asProblem(error), t)),
    [message, t],
  );
  return { done, failed };
}
