import { describe, expect, it } from 'vitest';
import { connectorBody, originOf, valuesOf } from './connectorValues';
import type { Connector } from './nouns';

const mapping = {
  columns: { id: 'number' },
  constants: { store: ' ', channel: 'web' },
  empty_words: [],
  keys: [],
};

const connector: Connector = {
  id: 7,
  name: 'Till',
  kind: 'orders',
  origin: { system: 'mysql', host: 'db', database: 'shop', user: 'reader', query: 'SELECT 1', mark: 'id' },
  has_secret: true,
  mapping,
  daily_at: 200,
  active: true,
  version: 3,
  created_by_name: 'Admin',
  created_at: '2026-01-01T00:00:00.000Z',
};

describe('the form of a connector', () => {
  it('sends only what its system is asked with', () => {
    const values = {
      ...valuesOf(null),
      host: 'db',
      url: ' https://shop/api ',
      query: 'SELECT 1',
      mark: 'at',
    };
    expect(originOf({ ...values, system: 'http' })).toEqual({
      system: 'http',
      url: 'https://shop/api',
      mark: 'at',
      overlap: 300,
    });
    expect(originOf({ ...values, system: 'postgres', mark: undefined })).toEqual({
      system: 'postgres',
      host: 'db',
      tls: 'preferred',
      query: 'SELECT 1',
    });
  });

  it('keeps the secret unless a new one was typed, and the version that was seen', () => {
    const values = valuesOf(connector);
    const body = connectorBody(values, mapping, connector);
    expect(body).toMatchObject({ version: 3, daily_at: 200, origin: { system: 'mysql', mark: 'id' } });
    expect(body).not.toHaveProperty('secret');
    expect(body).not.toHaveProperty('every_minutes');
    expect(body.mapping.constants).toEqual({ channel: 'web' });
    expect(connectorBody({ ...values, secret: 'x' }, mapping, connector).secret).toBe('x');
  });

  it('has one schedule, or none', () => {
    const values = { ...valuesOf(null), name: 'x' };
    expect(connectorBody(values, mapping, null)).toMatchObject({ kind: 'orders', every_minutes: 30 });
    const byHand = connectorBody({ ...values, schedule: 'hand' }, mapping, null);
    expect(byHand).not.toHaveProperty('every_minutes');
    expect(byHand).not.toHaveProperty('daily_at');
  });
});
