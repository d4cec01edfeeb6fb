const units = ['B', 'KB', 'MB', 'GB'];

/** 1880840 -> "1.8 MB". */
export function sizeText(
  bytes: number,
  num: (value: number, options: Intl.NumberFormatOptions) => string,
): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${num(value, { maximumFractionDigits: unit === 0 ? 0 : 1 })} ${units[unit] ?? ''}`;
}
