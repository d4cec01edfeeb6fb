import { Form, Input } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { useEffect, useRef } from 'react';
import type { ComponentProps, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommand } from '@/api/hooks';
import type { ApiProblem } from '@/api/problem';
import { useSay } from '@/ui/actions';
import { FormDrawer } from '@/ui/FormDrawer';
import { StatusTag } from '@/ui/StatusTag';
import { eventIn, hasLongNumber, indented, objectIn, placeOf, refusalText } from './message';
import type { Refusal } from './message';
import type { RejectedMessage } from './nouns';
import styles from './Source.module.css';

interface Values {
  body: string;
}

interface MendProps {
  message: RejectedMessage;
  /** The refusal that sending it as it came has just met. */
  problem: ApiProblem | null;
  onClose: () => void;
}

const isAboutTheMessage = (problem: ApiProblem | null) =>
  problem !== null && (problem.status === 422 || problem.status === 400);

/** A refused message to be corrected: the reason stands above, its place is marked in the text. */
export function MendDrawer({ message, problem, onClose }: MendProps): ReactElement {
  const { t } = useTranslation();
  const say = useSay();
  const [form] = Form.useForm<Values>();
  const original = indented(message.body);
  const text = Form.useWatch('body', form) ?? original;
  const send = useCommand<{ body?: object }, RejectedMessage>(
    'post',
    '/api/rejected_messages/{message_id}/send_again',
    {
      refreshes: ['/api/sources'],
      onDone: () => {
        say.done(t('capture.again.done'));
        onClose();
      },
    },
  );
  const refused = isAboutTheMessage(send.error) ? send.error : isAboutTheMessage(problem) ? problem : null;
  const reason = refused ?? message;
  const place = placeOf(text, reason.field ?? '');
  const event = message.code === 'tracking.reserved_name' ? '' : eventIn(message.body);
  const changed = text !== original;
  return (
    <FormDrawer<Values>
      title={t('capture.again.title')}
      action={t(changed ? 'capture.again.send_changed' : 'capture.again.send_as_is')}
      form={form}
      initial={{ body: original }}
      busy={send.isPending}
      error={isAboutTheMessage(send.error) ? null : send.error}
      size={640}
      onSubmit={({ body }) => {
        const mended = objectIn(body);
        // As it came: the server still has every byte of it.
        send.mutate({
          params: { message_id: message.id },
          body: changed && mended ? { body: mended } : {},
        });
      }}
      onClose={onClose}
    >
      <div className={styles.reason} role="alert">
        <StatusTag tone="harm">{t('capture.fate.rejected')}</StatusTag>
        <p>
          {reason.field && <code>{reason.field}</code>} {refusalText(reason, t)}
        </p>
        <small className={styles.quiet}>
          {reason.field &&
            (place
              ? t('capture.again.line', { line: place.line })
              : t('capture.again.missing', { field: reason.field }))}
        </small>
      </div>
      <Form.Item
        name="body"
        label={t('capture.rejected.body')}
        extra={t('capture.again.means')}
        rules={[
          {
            validator: (_rule, value: string) => {
              if (value === original) return Promise.resolve();
              if (!objectIn(value)) return Promise.reject(new Error(t('capture.again.no_json')));
              if (hasLongNumber(value)) return Promise.reject(new Error(t('capture.again.long_number')));
              return Promise.resolve();
            },
          },
        ]}
      >
        <MessageText reason={reason} />
      </Form.Item>
      {event !== '' && (
        <Link to={`/capture/events?event=${encodeURIComponent(event)}`}>
          {t('capture.again.definition', { event })}
        </Link>
      )}
    </FormDrawer>
  );
}

/** The message, with the field that a refusal names selected. */
function MessageText({
  reason,
  ...given
}: { reason: Refusal } & ComponentProps<typeof Input.TextArea>): ReactElement {
  const field = useRef<TextAreaRef>(null);
  useEffect(() => {
    const area = field.current?.resizableTextArea?.textArea;
    const at = area && placeOf(area.value, reason.field ?? '');
    if (!at) return;
    area.focus();
    area.setSelectionRange(at.from, at.to);
  }, [reason]);
  return (
    <Input.TextArea
      {...given}
      ref={field}
      className={styles.mono ?? ''}
      autoSize={{ minRows: 8, maxRows: 22 }}
      spellCheck={false}
    />
  );
}
