import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '@/api/types';
import { codeFrom } from './codes';
import styles from './Fields.module.css';

export interface ChoiceRow {
  value?: string;
  name_zh?: string;
  name_en?: string;
  also?: string[];
}

/** What was typed, as the server takes it: a new entry gets its code from its English name. */
export function choicesFrom(rows: (ChoiceRow | undefined)[] | undefined): Schema<'Choice'>[] {
  return (rows ?? []).flatMap((row) => {
    const zh = row?.name_zh?.trim() ?? '';
    const en = row?.name_en?.trim() ?? '';
    if (zh === '' && en === '') return [];
    return [
      {
        value: row?.value ?? codeFrom(en || zh),
        name_zh: zh || en,
        name_en: en || zh,
        also: row?.also ?? [],
      },
    ];
  });
}

/** The entries of a list to choose from; inside a form, under the name `choices`. */
export function ChoiceList(): ReactElement {
  const { t } = useTranslation();
  return (
    <Form.Item label={t('profile.fields.choices')} extra={t('profile.fields.choices_mean')}>
      <Form.List name="choices">
        {(rows, { add, remove }) => (
          <div className={styles.choices}>
            {rows.map((row) => (
              <div key={row.key} className={styles.choice}>
                <Form.Item name={[row.name, 'name_zh']} noStyle>
                  <Input maxLength={80} placeholder={t('profile.fields.name_zh')} />
                </Form.Item>
                <Form.Item name={[row.name, 'name_en']} noStyle>
                  <Input maxLength={80} placeholder={t('profile.fields.name_en')} />
                </Form.Item>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('customer.remove')}
                  onClick={() => remove(row.name)}
                />
                <Form.Item name={[row.name, 'also']} noStyle>
                  <Select
                    mode="tags"
                    className={styles.also ?? ''}
                    open={false}
                    suffixIcon={null}
                    placeholder={t('profile.fields.also')}
                    aria-label={t('profile.fields.also')}
                  />
                </Form.Item>
              </div>
            ))}
            <Button
              type="dashed"
              icon={<PlusOutlined />}
              onClick={() => add({})}
              disabled={rows.length >= 200}
            >
              {t('profile.fields.add_choice')}
            </Button>
          </div>
        )}
      </Form.List>
    </Form.Item>
  );
}
