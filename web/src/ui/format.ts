/** How an organisation writes numbers, money and time. Comes from GET /api/me. */
export interface Locale {
  language: string;
  /** ISO 4217. */
  currency: string;
  /** Digits after the point: 2 for CNY, 0 for JPY. */
  currency_digits: number;
  /** IANA name; times are shown in it, wherever the reader sits. */
  time_zone: string;
}

export const plainLocale: Locale = {
  language: 'zh-CN',
  currency: 'CNY',
  currency_digits: 2,
  time_zone: 'Asia/Shanghai',
};

export interface MoneyOptions {
  /** Leaves the fraction out: for tiles and axes. */
  whole?: boolean;
  /** Shows + for a gain too. */
  sign?: boolean;
  /** ¥1.2万 / $12K: for marks in a chart. */
  compact?: boolean;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** What the browser needs to know of a language before it writes costs far more than the writing itself. */
const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function kept<Format extends Intl.NumberFormat | Intl.DateTimeFormat, Options>(
  Kind: new (language: string, options: Options) => Format,
  language: string,
  options: Options,
): Format {
  const name = `${Kind.name}${language}${JSON.stringify(options)}`;
  const known = formats.get(name);
  if (known) return known as Format;
  const made = new Kind(language, options);
  formats.set(name, made);
  return made;
}

const numbers = (language: string, options: Intl.NumberFormatOptions) =>
  kept<Intl.NumberFormat, Intl.NumberFormatOptions>(Intl.NumberFormat, language, options);
const dates = (language: string, options: Intl.DateTimeFormatOptions) =>
  kept<Intl.DateTimeFormat, Intl.DateTimeFormatOptions>(Intl.DateTimeFormat, language, options);

/** Minor units as money: 123450 -> ¥1,234.50. */
export function formatMoney(minor: number, locale: Locale, options: MoneyOptions = {}): string {
  const digits = options.whole || options.compact ? 0 : locale.currency_digits;
  const format = numbers(locale.language, {
    style: 'currency',
    currency: locale.currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: options.compact ? 1 : digits,
    ...(options.compact ? { notation: 'compact' } : {}),
    ...(options.sign ? { signDisplay: 'exceptZero' } : {}),
  });
  return trueMinus(format.format(minor / 10 ** locale.currency_digits));
}

/** The symbol money is written with, for a field's prefix. */
export function currencySymbol(locale: Locale): string {
  const parts = numbers(locale.language, {
    style: 'currency',
    currency: locale.currency,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(0);
  return parts.find((part) => part.type === 'currency')?.value ?? locale.currency;
}

/** What a person typed ("1,234.5") as minor units; undefined when it is no amount. */
export function parseMoney(text: string, locale: Locale): number | undefined {
  const cleaned = text.replace(/[,\s\u00a5\uffe5$]/g, '');
  if (!/^-?\d+(\.\d*)?$/.test(cleaned)) return undefined;
  const [whole = '0', fraction = ''] = cleaned.replace('-', '').split('.');
  if (fraction.replace(/0+$/, '').length > locale.currency_digits) return undefined;
  const kept = fraction.slice(0, locale.currency_digits).padEnd(locale.currency_digits, '0');
  const minor = Number(whole + kept);
  if (!Number.isSafeInteger(minor)) return undefined;
  return cleaned.startsWith('-') ? -minor : minor;
}

export function formatNumber(value: number, locale: Locale, options: Intl.NumberFormatOptions = {}): string {
  return trueMinus(numbers(locale.language, { maximumFractionDigits: 2, ...options }).format(value));
}

/** A share of one: 0.1234 -> 12.3%. `fixed` keeps zeros, so that a column's points line up. */
export function formatPercent(share: number, locale: Locale, digits = 1, fixed = false): string {
  const format = numbers(locale.language, {
    style: 'percent',
    minimumFractionDigits: fixed ? digits : 0,
    maximumFractionDigits: digits,
  });
  return trueMinus(format.format(share));
}

/** A change against before: +12.3%, −4%, or a dash where there was nothing before. */
export function formatChange(share: number | null | undefined, locale: Locale): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return '–';
  const format = numbers(locale.language, {
    style: 'percent',
    maximumFractionDigits: Math.abs(share) < 0.1 ? 1 : 0,
    signDisplay: 'exceptZero',
  });
  return trueMinus(format.format(share));
}

export function formatDate(instant: string | number | Date, locale: Locale): string {
  return dates(locale.language, {
    timeZone: locale.time_zone,
    year: 'numeric',
    month: locale.language === 'en' ? 'short' : '2-digit',
    day: locale.language === 'en' ? 'numeric' : '2-digit',
  }).format(new Date(instant));
}

export function formatTime(instant: string | number | Date, locale: Locale, seconds = false): string {
  return dates(locale.language, {
    timeZone: locale.time_zone,
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
    hourCycle: 'h23',
  }).format(new Date(instant));
}

export function formatDateTime(instant: string | number | Date, locale: Locale, seconds = false): string {
  return `${formatDate(instant, locale)} ${formatTime(instant, locale, seconds)}`;
}

/** Less than a minute ago: said in words of ours, for the browser's are stiff ("现在"). */
export function isJustNow(instant: string | number | Date, now: number = Date.now()): boolean {
  const since = now - new Date(instant).getTime();
  return since >= 0 && since < minute;
}

/** "3 天前", "in 2 hours"; a date once it is more than a month away. */
export function formatAgo(instant: string | number | Date, locale: Locale, now: number = Date.now()): string {
  const distance = new Date(instant).getTime() - now;
  const size = Math.abs(distance);
  if (!Number.isFinite(size)) return '–';
  if (size > 30 * day) return formatDate(instant, locale);
  const format = new Intl.RelativeTimeFormat(locale.language, { numeric: 'auto' });
  // A thin place between figure and word, as Chinese is set beside Latin figures.
  const relative = (value: number, unit: Intl.RelativeTimeFormatUnit) =>
    format.format(value, unit).replace(/(\d)(?=\p{Script=Han})/u, '$1 ');
  if (size < minute) return relative(0, 'second');
  if (size < hour) return relative(Math.trunc(distance / minute), 'minute');
  if (size < day) return relative(Math.trunc(distance / hour), 'hour');
  return relative(Math.trunc(distance / day), 'day');
}

/** 138****1234: what may be shown of a phone. */
export function maskPhone(phone: string): string {
  const national = phone.replace(/^\+86/, '');
  if (national.length < 7) return phone;
  return `${national.slice(0, 3)}****${national.slice(-4)}`;
}

/** A minus as wide as a plus, so that columns line up. */
function trueMinus(text: string): string {
  return text.replace('-', '\u2212');
}
