import { Form, Input, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import type { CommandBody } from '@/api/hooks';
import { nameIn } from '@/customer/fields';
import { useMarkKinds } from '@/customer/markKinds';
import type { MarkKind } from '@/customer/markKinds';
import { FormDrawer } from '@/ui/FormDrawer';
import { ChoiceList, choicesFrom } from './ChoiceList';
import type { ChoiceRow } from './ChoiceList';
import { codeFrom } from './codes';
import styles from './Fields.module.css';
import type { TabProps } from './FieldsPage';
import { FormSwitch, KindList } from './KindList';

/** What SDRs and agents may mark while they talk. */
export function MarkKindsTab({ adding, onAdded }: TabProps): ReactElement {
  const { t, i18n } = useTranslation();
  const kinds = useMarkKinds();
  const choices = (kind: MarkKind) => kind.choices.map((one) => nameIn(one, i18n.language)).join(' / ');
  return (
    <KindList
      kinds={kinds}
      under={(kind) => [t(`profile.mark.type.${kind.type}`), choices(kind)].filter(Boolean).join(' · ')}
      form={(kind, close) => <MarkKindForm kind={kind} onClose={close} />}
      adding={adding}
      onAdded={onAdded}
    />
  );
}

type Sent = CommandBody<'put', '/api/mark_kinds/{kind}'>;
interface Values {
  name_zh: string;
  name_en: string;
  type: MarkKind['type'];
  choices?: (ChoiceRow | undefined)[];
  retired?: boolean;
}

function MarkKindForm({ kind, onClose }: { kind: MarkKind | null; onClose: () => void }): ReactElement {
  const { t, i18n } = useTranslation();
  const [form] = Form.useForm<Values>();
  const type = Form.useWatch<MarkKind['type'] | undefined>('type', form);
  const set = useCommand<Sent, MarkKind>('put', '/api/mark_kinds/{kind}', {
    refreshes: ['/api/mark_kinds'],
    onDone: onClose,
  });
  const needed = { required: true, whitespace: true, message: t('profile.fields.name_needed') };
  return (
    <FormDrawer<Values>
      title={kind ? nameIn(kind, i18n.language) : t('profile.fields.add.marks')}
      action={t('ui.save')}
      form={form}
      initial={kind ?? { type: 'choice' }}
      busy={set.isPending}
      error={set.error}
      onSubmit={({ choices, retired, ...words }) =>
        set.mutate({
          params: { kind: kind?.kind ?? codeFrom(words.name_en) },
          body: {
            ...words,
            choices: words.type === 'choice' ? choicesFrom(choices) : [],
            retired: retired ?? false,
            seen_version: kind?.version ?? 0,
          },
        })
      }
      onClose={onClose}
    >
      <div className={styles.pair}>
        <Form.Item name="name_zh" label={t('profile.fields.name_zh')} rules={[needed]}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="name_en" label={t('profile.fields.name_en')} rules={[needed]}>
          <Input maxLength={40} />
        </Form.Item>
      </div>
      <Form.Item name="type" label={t('profile.fields.type')}>
        <Select
          disabled={kind !== null}
          options={(['choice', 'money', 'text'] as const).map((value) => ({
            value,
            label: t(`profile.mark.type.${value}`),
          }))}
        />
      </Form.Item>
      {type === 'choice' && <ChoiceList />}
      {kind && (
        <FormSwitch
          name="retired"
          label={t('profile.fields.retired')}
          means={t('profile.mark.retired_means')}
        />
      )}
    </FormDrawer>
  );
}
