import { Button, Drawer, Form } from 'antd';
import type { FormInstance } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiProblem } from '@/api/problem';
import { Problem } from './Problem';
import { useFieldProblem } from './useFieldProblem';
import { useAskToDiscard } from './useUnsaved';

export interface FormDrawerProps<Values> {
  title: ReactNode;
  /** The verb on the button: "Add person". */
  action: string;
  form: FormInstance<Values>;
  initial?: Partial<Values>;
  busy: boolean;
  error: ApiProblem | null;
  onSubmit: (values: Values) => void;
  onClose: () => void;
  /** Beside the button: what else can be done with the object. */
  extra?: ReactNode;
  /** In px, for what needs more room than a few fields. */
  size?: number;
  children: ReactNode;
}

/** A short form beside the list it belongs to. Mounted while open: closing forgets what was typed. */
export function FormDrawer<Values extends object>(props: FormDrawerProps<Values>): ReactElement {
  const { title, action, form, initial, busy, error, onSubmit, onClose, extra, size, children } = props;
  const { t } = useTranslation();
  const isMarked = useFieldProblem(form, error);
  const ask = useAskToDiscard();
  // A slip beside the drawer or Escape loses nothing that was typed; Cancel says it plainly.
  const slip = () => (form.isFieldsTouched() ? ask(onClose) : onClose());
  return (
    <Drawer
      open
      title={title}
      size={size ?? 460}
      onClose={slip}
      footer={
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, padding: '8px 0' }}>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {action}
          </Button>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <span style={{ flex: 1 }} />
          {extra}
        </div>
      }
    >
      {error && !isMarked && (
        <div style={{ marginBottom: 16 }}>
          <Problem error={error} />
        </div>
      )}
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        {...(initial ? { initialValues: initial } : {})}
        onFinish={onSubmit}
        onKeyDown={(event) => {
          const target = event.target;
          if (
            event.key === 'Enter' &&
            target instanceof HTMLInputElement &&
            target.type === 'text' &&
            !event.nativeEvent.isComposing
          ) {
            if (target.getAttribute('role') !== 'combobox') form.submit();
          }
        }}
      >
        {children}
      </Form>
    </Drawer>
  );
}
