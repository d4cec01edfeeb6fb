import { Button, Form, Input } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import type { SectionView } from '@/customer/fields';
import { useConfirmCount } from '@/ui/actions';
import { FormDrawer } from '@/ui/FormDrawer';
import { codeFrom } from './codes';

interface Values {
  name_zh: string;
  name_en: string;
}

/** Names a section of fields; a new one stands before "other". */
export function SectionForm({
  section,
  onClose,
}: {
  section: SectionView | null;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const confirm = useConfirmCount();
  const [form] = Form.useForm<Values>();
  const refreshes = ['/api/attribute_definitions'];
  const set = useCommand<Values, unknown>('put', '/api/attribute_sections/{code}', {
    refreshes,
    onDone: onClose,
  });
  const drop = useCommand('delete', '/api/attribute_sections/{code}', { refreshes, onDone: onClose });
  const required = { required: true, whitespace: true, message: t('profile.fields.name_needed') };
  return (
    <FormDrawer<Values>
      title={section ? t('profile.fields.section') : t('profile.fields.add_section')}
      action={t('ui.save')}
      form={form}
      {...(section ? { initial: section } : {})}
      busy={set.isPending}
      error={set.error}
      onSubmit={(body) => set.mutate({ params: { code: section?.code ?? codeFrom(body.name_en) }, body })}
      onClose={onClose}
      extra={
        section &&
        section.code !== 'other' && (
          <Button
            danger
            type="text"
            onClick={() =>
              confirm({
                title: t('profile.fields.drop_section_ask', { name: section.name_zh }),
                text: t('profile.fields.drop_section_means'),
                action: t('profile.fields.drop_section'),
                run: () => drop.mutateAsync({ params: { code: section.code } }),
              })
            }
          >
            {t('profile.fields.drop_section')}
          </Button>
        )
      }
    >
      <Form.Item name="name_zh" label={t('profile.fields.name_zh')} rules={[required]}>
        <Input maxLength={40} autoFocus />
      </Form.Item>
      <Form.Item name="name_en" label={t('profile.fields.name_en')} rules={[required]}>
        <Input maxLength={40} />
      </Form.Item>
    </FormDrawer>
  );
}
