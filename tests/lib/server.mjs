// A real Huan on a data directory of its own, and a signed-in caller.
import { spawn, execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const binary = process.env.HUAN_BIN ?? join(root, 'build/debug/huan');
export const projectRoot = root;
export const adminPassword = 'correct horse battery';
const run = promisify(execFile);

/** Runs `huan ...` and answers { code, stdout, stderr }; never throws on a refusal. */
export async function huan(...args) {
  try {
    const { stdout, stderr } = await run(binary, args, { maxBuffer: 64 << 20 });
    return { code: 0, stdout, stderr };
  } catch (failed) {
    return { code: failed.code ?? 1, stdout: failed.stdout ?? '', stderr: failed.stderr ?? '' };
  }
}

/**
 * A free port below the ephemeral range: a client that retries against a killed server on an ephemeral port
 * may connect to itself and so keep the port from being bound again.
 */
export async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await new Promise((answer) => {
      const probe = createServer();
      probe.once('error', () => answer(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => answer(true)));
    });
    if (free) return port;
  }
}

/** A server process. `start` resolves once it answers; `kill` is SIGKILL, `stop` is SIGTERM. */
export class Server {
  constructor({ data, args = [], env = {} } = {}) {
    this.data = data;
    this.args = args;
    this.env = env;
    this.output = '';
  }

  static async fresh(options = {}) {
    const data = await mkdtemp(join(tmpdir(), 'huan-test-'));
    const server = new Server({ ...options, data });
    await server.start();
    return server;
  }

  async start(wanted = this.port) {
    const port = wanted ?? (await freePort());
    const web = process.env.HUAN_WEB ? ['--web', process.env.HUAN_WEB] : [];
    this.child = spawn(binary, ['serve', '--data', this.data, '--port', String(port), ...web, ...this.args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...this.env },
    });
    this.exited = new Promise((done) => this.child.once('exit', (code, signal) => done({ code, signal })));
    let gone = false;
    this.exited.then(() => (gone = true));
    this.output = '';
    for (const stream of [this.child.stdout, this.child.stderr])
      stream.on('data', (text) => (this.output += text));
    const deadline = Date.now() + 60_000;
    for (;;) {
      const address = /http:\/\/[^\s/]+:(\d+)/.exec(this.output);
      if (address && (await this.#answers(Number(address[1])))) break;
      if (gone || Date.now() > deadline) throw new Error(`the server did not start:\n${this.output}`);
      await new Promise((next) => setTimeout(next, 30));
    }
    const token = /setup\?token=([\w-]+)/.exec(this.output);
    if (token) this.setupToken = token[1];
  }

  async #answers(port) {
    try {
      const reply = await fetch(`http://127.0.0.1:${port}/api/health`);
      this.port = port;
      this.url = `http://127.0.0.1:${port}`;
      return reply.ok;
    } catch {
      return false;
    }
  }

  async kill() {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  async stop() {
    this.child.kill('SIGTERM');
    return this.exited;
  }

  async remove() {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.kill();
    await rm(this.data, { recursive: true, force: true });
  }

  /** Uses the one-time set-up link as a new owner would; answers a signed-in caller. */
  async setUp({
    company = 'Night Wash',
    currency = 'CNY',
    time_zone = 'Asia/Shanghai',
    language = 'zh-CN',
  } = {}) {
    const admin = new Caller(this);
    await admin.post('/api/setup', {
      token: this.setupToken,
      company,
      currency,
      time_zone,
      language,
      name: 'Admin',
      login: 'admin',
      password: adminPassword,
    });
    return admin;
  }
}

export class Refused extends Error {
  constructor(status, problem) {
    super(`${status} ${problem?.code ?? ''} ${problem?.field ?? ''} ${problem?.detail ?? ''}`);
    this.status = status;
    this.problem = problem;
  }
}

/** Somebody with cookies or a key. */
export class Caller {
  constructor(server, headers = {}) {
    this.server = server;
    this.headers = headers;
    this.cookies = new Map();
  }

  async raw(method, path, { body, headers = {} } = {}) {
    const all = { ...this.headers, ...headers };
    if (this.cookies.size)
      all.cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    if (this.cookies.has('huan_csrf')) all['x-csrf-token'] = this.cookies.get('huan_csrf');
    const reply = await fetch(this.server.url + path, { method, body, headers: all, redirect: 'manual' });
    for (const line of reply.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return reply;
  }

  async call(method, path, json, headers = {}) {
    const reply = await this.raw(method, path, {
      body: json === undefined ? undefined : JSON.stringify(json),
      headers: json === undefined ? headers : { 'content-type': 'application/json', ...headers },
    });
    const text = await reply.text();
    const answer = text && /json/.test(reply.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
    if (!reply.ok) throw new Refused(reply.status, answer);
    return answer;
  }

  get(path) {
    return this.call('GET', path);
  }
  post(path, json = {}, headers) {
    return this.call('POST', path, json, headers);
  }
  put(path, json = {}, headers) {
    return this.call('PUT', path, json, headers);
  }
  del(path) {
    return this.call('DELETE', path);
  }

  async signIn(login = 'admin', password = adminPassword) {
    await this.post('/api/session', { login, password });
    return this;
  }
}

/** The refusal a promise ends in; fails when it ends in none. */
export async function refusalOf(promise) {
  try {
    await promise;
  } catch (refused) {
    if (refused instanceof Refused) return refused;
    throw refused;
  }
  throw new Error('it was not refused');
}

/** Tries until `question` answers something true. */
export async function until(question, { within = 20_000, what = 'it' } = {}) {
  const deadline = Date.now() + within;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${within} ms`);
    await new Promise((next) => setTimeout(next, 50));
  }
}
