// A TCP connection that says exactly what a test wants, also what no HTTP library would say.
import { connect } from 'node:net';

export class Connection {
  constructor(port) {
    this.received = '';
    this.ended = false;
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.setEncoding('latin1');
    this.socket.on('data', (text) => (this.received += text));
    this.over = new Promise((done) => {
      const end = () => {
        this.ended = true;
        done();
      };
      this.socket.on('end', end).on('close', end).on('error', end);
    });
    this.open = new Promise((done) => this.socket.once('connect', done));
  }

  /** Text stands for bytes: '\xff' is one. */
  async send(text) {
    await this.open;
    this.socket.write(text, 'latin1');
    return this;
  }

  /** "No more from us": the other side sees an end and may still answer. */
  halfClose() {
    this.socket.end();
    return this;
  }

  /** Waits for the end of the other side; answers whether it came in time. */
  async ends(within = 5_000) {
    const timer = new Promise((done) => setTimeout(done, within).unref());
    await Promise.race([this.over, timer]);
    return this.ended;
  }

  async receives(wanted, within = 5_000) {
    for (const deadline = Date.now() + within; Date.now() < deadline && !this.ended;) {
      if (this.received.includes(wanted)) return true;
      await new Promise((next) => setTimeout(next, 20));
    }
    return this.received.includes(wanted);
  }

  /** The status of each answer so far. */
  get statuses() {
    return [...this.received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((found) => Number(found[1]));
  }

  destroy() {
    this.socket.destroy();
  }
}
