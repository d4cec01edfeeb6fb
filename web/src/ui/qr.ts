import qrcode from 'qrcode-generator';

/** A QR code as the path of an SVG, one unit per module with the quiet margin, and its side in units. */
export function qrPath(text: string): { path: string; side: number } {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const margin = 4;
  let path = '';
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column < count; column += 1) {
      if (code.isDark(row, column)) path += `M${String(column + margin)} ${String(row + margin)}h1v1h-1z`;
    }
  }
  return { path, side: count + 2 * margin };
}
