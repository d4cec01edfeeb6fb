// Somebody else's server that is told by webhooks: keeps what came, when, and how it was answered.
import { createServer } from 'node:http';

export class Receiver {
  /** `chance` makes it slow at times, and now and then unable. */
  constructor(chance = () => 1) {
    this.chance = chance;
    this.calls = []; // { id, body, at, answered: 2xx | 5xx | undefined, answered_at }
  }

  async listen() {
    this.server = createServer((request, response) => {
      const parts = [];
      request.on('data', (part) => parts.push(part));
      request.on('error', () => {});
      request.on('end', () => {
        const call = {
          id: request.headers['webhook-id'],
          body: Buffer.concat(parts).toString(),
          at: Date.now(),
        };
        this.calls.push(call);
        const status = this.chance() < 0.004 ? 503 : 204;
        const answer = () => {
          response.writeHead(status);
          response.end(() => Object.assign(call, { answered: status, answered_at: Date.now() }));
        };
        const slowness = this.chance();
        if (slowness < 0.3) setTimeout(answer, slowness * 100);
        else answer();
      });
    });
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    this.url = `http://127.0.0.1:${this.server.address().port}/hook`;
    return this;
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Map(id, calls in their order). */
  byId() {
    const all = new Map();
    for (const call of this.calls) {
      if (!all.has(call.id)) all.set(call.id, []);
      all.get(call.id).push(call);
    }
    return all;
  }
}
