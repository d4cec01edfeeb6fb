import type { TFunction } from 'i18next';

/** Why a message was refused, as the server and a verdict say it. */
export interface Refusal {
  code?: string | null | undefined;
  field?: string | null | undefined;
  detail?: string | null | undefined;
}

export function refusalText({ code, detail }: Refusal, t: TFunction): string {
  return t(`problem.${code ?? ''}`, { defaultValue: detail || code || '' });
}

const strings = /"(?:[^"\\]|\\.)*"/g;

/** Whether reading and writing it here would change a number: those beyond 2^53 are rounded. */
export function hasLongNumber(text: string): boolean {
  return /\d{16,}/.test(text.replace(strings, '""'));
}

/** A message indented for reading; as it is where that would change it, or where it is no JSON. */
export function indented(body: string): string {
  if (hasLongNumber(body)) return body;
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

export function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** The name of the event in a message: of Segment's clients, or of a CloudEvent. */
export function eventIn(body: string): string {
  const message = objectIn(body);
  const name = message?.specversion === undefined ? message?.event : message.type;
  return typeof name === 'string' ? name : '';
}

export interface Place {
  from: number;
  to: number;
  /** From 1. */
  line: number;
}

/** Where the field `properties.products[1].price` stands in a message; nothing where it is missing. */
export function placeOf(text: string, field: string): Place | null {
  let from = 0;
  let to = 0;
  for (const [, key, index] of field.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    if (key === undefined) {
      // The items before it are passed by their opening brackets: items of a list are objects here.
      for (let item = 0; item <= Number(index); ++item) to = text.indexOf('{', to) + 1;
      continue;
    }
    const word = JSON.stringify(key);
    from = text.indexOf(word, to);
    if (from < 0) return null;
    to = from + word.length;
  }
  return to === 0 ? null : { from, to, line: text.slice(0, from).split('\n').length };
}
