import type { ReactElement } from 'react';
import { qrPath } from './qr';

/** A QR code that a phone reads on any ground: always dark on white. `size` in px. */
export function QrCode({
  text,
  size = 160,
  label,
}: {
  text: string;
  size?: number;
  label: string;
}): ReactElement {
  const { path, side } = qrPath(text);
  return (
    <svg
      role="img"
      aria-label={label}
      width={size}
      height={size}
      viewBox={`0 0 ${String(side)} ${String(side)}`}
      style={{ background: '#fff', borderRadius: 8 }}
      shapeRendering="crispEdges"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
