// Requests whose end or meaning a proxy in front could see otherwise than we do. Each is refused, the
// connection ends, and what was hidden behind it is never carried out.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Server } from '../lib/server.mjs';
import { Connection } from './connection.mjs';

const hidden = 'GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n';
const post = (headers, body = '') => `POST /api/session HTTP/1.1\r\nHost: x\r\n${headers}\r\n${body}`;
const chunked = (body) => post('Transfer-Encoding: chunked\r\n', body);
const get = (headers) => `GET /api/health HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;

const refused = [
  [
    'a length and chunks',
    post(`Content-Length: ${hidden.length}\r\nTransfer-Encoding: chunked\r\n`, '0\r\n\r\n'),
  ],
  ['chunks and a length', post('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', '0\r\n\r\n')],
  ['two lengths', post('Content-Length: 0\r\nContent-Length: 44\r\n')],
  ['two lengths in one', post('Content-Length: 0, 44\r\n')],
  ['a length with a sign', post('Content-Length: +0\r\n')],
  ['a negative length', post('Content-Length: -1\r\n')],
  ['a length in another base', post('Content-Length: 0x2c\r\n')],
  ['a length beyond 64 bits', post('Content-Length: 99999999999999999999\r\n')],
  ['no length where one is named', post('Content-Length:\r\n')],
  ['a length of two words', post('Content-Length: 0 44\r\n')],
  ['a blank before the colon', post('Content-Length : 44\r\n')],
  ['a coding we do not know', post('Transfer-Encoding: gzip\r\n', '0\r\n\r\n')],
  ['a coding that does nothing', post('Transfer-Encoding: identity\r\n')],
  ['a coding after chunks', post('Transfer-Encoding: chunked, identity\r\n', '0\r\n\r\n')],
  ['chunks in chunks', post('Transfer-Encoding: chunked, chunked\r\n', '0\r\n\r\n')],
  ['chunks said twice', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n')],
  ['something like chunks', post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n')],
  ['chunks with a parameter', post('Transfer-Encoding: chunked;q=1\r\n', '0\r\n\r\n')],
  ['chunks behind a control character', post('Transfer-Encoding: \vchunked\r\n', '0\r\n\r\n')],
  ['chunks in quotes', post('Transfer-Encoding: "chunked"\r\n', '0\r\n\r\n')],
  [
    'chunks before there were any',
    'POST /api/session HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['a chunk size that is none', chunked('zz\r\n')],
  ['a chunk size with a sign', chunked('-1\r\n')],
  ['a chunk size in C', chunked('0x3\r\nabc\r\n0\r\n\r\n')],
  ['a chunk size beyond 64 bits', chunked('1FFFFFFFFFFFFFFFF\r\nabc\r\n')],
  ['a chunk size that ends with LF alone', chunked('3\nabc\n0\n\n')],
  ['a chunk longer than its size', chunked('3\r\nabcdef\r\n0\r\n\r\n')],
  ['an extension of a chunk with LF in it', chunked('3;a\nb\r\nabc\r\n0\r\n\r\n')],
  ['a length behind the chunks', chunked(`0\r\nContent-Length: ${hidden.length}\r\n\r\n`)],
  ['chunks behind the chunks', chunked('0\r\nTransfer-Encoding: chunked\r\n\r\n')],
  ['two hosts', 'GET /api/health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n'],
  ['lines that end with LF alone', 'GET /api/health HTTP/1.1\nHost: x\n\n'],
  ['one line that ends with LF alone', get('X: a\nContent-Length: 44\r\n')],
  ['one line that ends with CR alone', get('X: a\rContent-Length: 44\r\n')],
  ['NUL in a value', get('X: a\0b\r\n')],
  ['NUL in a name', get('X\0: a\r\n')],
  ['NUL in an address', 'GET /api/\0health HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a header without a name', get(': a\r\n')],
  ['a header without a colon', get('nonsense\r\n')],
  ['a name of two words', get('Content Length: 44\r\n')],
  ['a line folded before any header', 'GET /api/health HTTP/1.1\r\n Host: x\r\n\r\n'],
  ['a blank in the address', 'GET /api/health HTTP/1.0 HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['no version', 'GET /api/health\r\n\r\n'],
  ['a version to come', 'GET /api/health HTTP/3.0\r\nHost: x\r\n\r\n'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
];

const tooLarge = [
  ['a header of 20 kB', get(`X: ${'x'.repeat(20_000)}\r\n`)],
  ['200 headers', get(Array.from({ length: 200 }, (_, i) => `X-${i}: 1\r\n`).join(''))],
  ['an address of 20 kB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ['200 headers behind the chunks', chunked(`0\r\n${'X: 1\r\n'.repeat(200)}\r\n`)],
];

describe('request smuggling', () => {
  let server;
  before(async () => (server = await Server.fresh()));
  after(() => server.remove());

  /** The statuses answered until the other side ends the connection. */
  const answersTo = async (bytes) => {
    const connection = await new Connection(server.port).send(bytes);
    assert.ok(await connection.ends(), `the connection ends: ${connection.received}`);
    connection.destroy();
    return connection.statuses;
  };
  const serves = async () => assert.ok((await fetch(`${server.url}/api/health`)).ok);

  for (const [what, bytes] of refused)
    it(`refuses ${what}`, async () => {
      assert.deepEqual(await answersTo(bytes + hidden), [400]);
      await serves();
    });
  for (const [what, bytes] of tooLarge)
    it(`refuses ${what}`, async () => {
      assert.deepEqual(await answersTo(bytes + hidden), [431]);
      await serves();
    });

  it('reads what has one meaning only, and the next request behind it', async () => {
    const rows = [
      get('X: a\r\n b\r\n'), // A folded line is one value.
      get('Content-Length: 0\r\nContent-Length: 0\r\n'),
      get('Transfer-Encoding: Chunked\r\n') + '3;name="a;b"\r\nabc\r\n0\r\nX-After: 1\r\n\r\n',
      get('Connection: Upgrade\r\nUpgrade: h2c\r\n'),
      `${get('')}\r\n`, // Old clients end with an empty line.
    ];
    for (const row of rows) {
      const connection = await new Connection(server.port).send(row + get('Connection: close\r\n'));
      assert.ok(await connection.ends(), row);
      assert.deepEqual(connection.statuses, [200, 200], row);
    }
  });

  it('lets no header behind the body say who calls', async () => {
    const body = '{"kind":"x"}';
    const bytes =
      'POST /api/customers HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n' +
      `Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n` +
      'Authorization: Bearer nobody\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n';
    const [status] = await answersTo(bytes);
    assert.equal(status, 401);
  });
});
