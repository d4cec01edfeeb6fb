// Requests one by one over connections that are kept, timed to the last byte of the answer.
import http from 'node:http';

export class Asker {
  constructor(server, headers, connections = 6) {
    this.url = server.url;
    this.headers = headers;
    this.agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Answers { ms, body }; throws at any other answer than 2xx. */
  ask(path, { method = 'GET', body, headers = {} } = {}) {
    return new Promise((resolve, reject) => {
      const begun = performance.now();
      const text = body && JSON.stringify(body);
      const sent = text && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
      const all = { ...this.headers, ...sent, ...headers };
      const request = http.request(this.url + path, { method, headers: all, agent: this.agent }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => {
          const ms = performance.now() - begun;
          const said = Buffer.concat(parts).toString();
          if (answer.statusCode >= 300)
            return reject(new Error(`${method} ${path}: ${answer.statusCode} ${said}`));
          resolve({ ms, body: said });
        });
      });
      request.on('error', reject);
      request.end(text);
    });
  }

  close() {
    this.agent.destroy();
  }
}
