import { expect, it } from 'vitest';
import { eventIn, hasLongNumber, indented, placeOf } from './message';

it('finds the place of a field, inside lists too', () => {
  const body = { total: 1, properties: { products: [{ price: 1 }, { sku: 'b', price: 'many' }], total: 2 } };
  const text = indented(JSON.stringify(body));
  const price = placeOf(text, 'properties.products[1].price');
  expect(text.split('\n')[(price?.line ?? 0) - 1]).toContain('"price": "many"');
  const total = placeOf(text, 'properties.total');
  expect(text.slice(total?.from)).toMatch(/^"total": 2/);
  expect(placeOf(text, 'properties.fee')).toBeNull();
  expect(placeOf(text, '')).toBeNull();
});

it('does not touch numbers that JavaScript would round', () => {
  const body = '{"properties":{"order_id":98765432109876543210}}';
  expect(hasLongNumber(body)).toBe(true);
  expect(indented(body)).toBe(body);
  expect(hasLongNumber('{"order_id":"98765432109876543210"}')).toBe(false);
});

it('names the event of a Segment message and of a CloudEvent', () => {
  expect(eventIn('{"type":"track","event":"Paid"}')).toBe('Paid');
  expect(eventIn('{"specversion":"1.0","type":"Wash Finished"}')).toBe('Wash Finished');
  expect(eventIn('{"type":"identify"}')).toBe('');
  expect(eventIn('{"cut')).toBe('');
});
