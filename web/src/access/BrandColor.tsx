import { ColorPicker } from 'antd';
import type { ReactElement } from 'react';
import { brandColor } from '@/theme/theme';

interface BrandColorProps {
  /** Given by the form item around it: "#3d4fd1", empty for Huan's own. */
  value?: string;
  onChange?: (color: string) => void;
  id?: string;
}

/** The colour of the organisation; cleared, it is Huan's own. */
export function BrandColor({ value, onChange, id }: BrandColorProps): ReactElement {
  return (
    <ColorPicker
      {...(id === undefined ? {} : { id })}
      disabledAlpha
      showText
      allowClear
      value={value || brandColor}
      onChange={(color) => onChange?.(color.cleared ? '' : color.toHexString().slice(0, 7))}
    />
  );
}
