import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './Asset.module.css';
import { plateText } from './nouns';

/** A licence plate in the colours it has on the road. */
export function PlateTag({
  plate,
  plateClass,
  electric,
}: {
  plate: string;
  plateClass?: string | null | undefined;
  electric?: boolean | null | undefined;
}): ReactElement {
  const { t } = useTranslation();
  const word = plateClass === 'new_energy' && electric ? 'electric' : plateClass;
  const title = word && word !== 'ordinary' ? t(`asset.plate_class.${word}`) : undefined;
  return (
    <span className={styles.plate} data-class={plateClass ?? ''} title={title}>
      {plateText(plate)}
    </span>
  );
}
