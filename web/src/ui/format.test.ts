import { describe, expect, it } from 'vitest';
import { csvField, csvText } from './csv';
import type { Locale } from './format';
import {
  formatAgo,
  formatChange,
  formatDate,
  formatMoney,
  formatNumber,
  formatPercent,
  formatTime,
  maskPhone,
  parseMoney,
} from './format';

const chinese: Locale = {
  language: 'zh-CN',
  currency: 'CNY',
  currency_digits: 2,
  time_zone: 'Asia/Shanghai',
};
const english: Locale = { ...chinese, language: 'en' };
const yen: Locale = { language: 'en', currency: 'JPY', currency_digits: 0, time_zone: 'Asia/Tokyo' };

describe('money', () => {
  it('is written in the currency of the organisation, from minor units', () => {
    expect(formatMoney(123_450, chinese)).toBe('¥1,234.50');
    expect(formatMoney(123_450, english)).toBe('¥1,234.50');
    expect(formatMoney(1_234, yen)).toBe('¥1,234');
    expect(formatMoney(250_031_563, { ...english, currency: 'USD' })).toBe('$2,500,315.63');
  });
  it('shows a loss with a true minus and a gain with a plus where asked', () => {
    expect(formatMoney(-5_00, chinese)).toBe('−¥5.00');
    expect(formatMoney(1_240_000, chinese, { whole: true, sign: true })).toBe('+¥12,400');
  });
  it('is read back from what a person types', () => {
    expect(parseMoney('1,234.5', chinese)).toBe(123_450);
    expect(parseMoney('¥ 0.07', chinese)).toBe(7);
    expect(parseMoney('-3', chinese)).toBe(-300);
    expect(parseMoney('500', yen)).toBe(500);
  });
  it.each(['', 'abc', '1.234', '1e5', '--2', '99999999999999999'])('is not read from %j', (text) => {
    expect(parseMoney(text, chinese)).toBeUndefined();
  });
});

describe('time', () => {
  const now = Date.parse('2026-11-21T12:00:00.000Z');
  it('is shown in the zone of the organisation, wherever the reader sits', () => {
    expect(formatTime('2026-11-21T23:40:00.000Z', chinese)).toBe('07:40');
    expect(formatDate('2026-11-21T23:40:00.000Z', chinese)).toBe('2026/11/22');
    expect(formatDate('2026-11-21T23:40:00.000Z', english)).toBe('Nov 22, 2026');
  });
  it.each([
    ['2026-11-21T12:00:20.000Z', '现在', 'now'],
    ['2026-11-21T11:55:00.000Z', '5 分钟前', '5 minutes ago'],
    ['2026-11-18T11:00:00.000Z', '3 天前', '3 days ago'],
    ['2026-11-21T14:00:00.000Z', '2 小时后', 'in 2 hours'],
    ['2026-01-05T00:00:00.000Z', '2026/01/05', 'Jan 5, 2026'],
  ])('says how long ago %s was', (instant, inChinese, inEnglish) => {
    expect(formatAgo(instant, chinese, now)).toBe(inChinese);
    expect(formatAgo(instant, english, now)).toBe(inEnglish);
  });
});

describe('figures', () => {
  it('group their digits and keep two decimals', () => {
    expect(formatNumber(23_570, english)).toBe('23,570');
    expect(formatNumber(2.345, english)).toBe('2.35');
  });
  it('say a share of one in percent', () => expect(formatPercent(0.1234, english)).toBe('12.3%'));
  it('keep the zeros of a share where points stand below each other', () =>
    expect(formatPercent(0.31, english, 1, true)).toBe('31.0%'));
  it('say a change with its sign, and a dash where there was nothing before', () => {
    expect(formatChange(0.31, english)).toBe('+31%');
    expect(formatChange(-0.042, english)).toBe('−4.2%');
    expect(formatChange(null, english)).toBe('–');
    expect(formatChange(Infinity, english)).toBe('–');
  });
  it('show a phone only in part', () => {
    expect(maskPhone('13812341234')).toBe('138****1234');
    expect(maskPhone('+8613812341234')).toBe('138****1234');
  });
});

describe('an export', () => {
  it('disarms what a spreadsheet would run', () => {
    expect(csvField('=1+1')).toBe("'=1+1");
    expect(csvField('@cmd')).toBe("'@cmd");
    expect(csvField('-12.5')).toBe('-12.5');
    expect(csvField(-3)).toBe('-3');
  });
  it('quotes commas, quotes and line ends', () => {
    expect(csvText([['a,b', 'say "hi"', null]])).toBe('\ufeff"a,b","say ""hi""",\r\n');
  });
});
