// hold.mjs <port> <count> [half]: opens connections, says how many it has, holds them until its input ends.
import { connect } from 'node:net';

const [port, count, half] = process.argv.slice(2);
const sockets = [];
const one = () =>
  new Promise((done) => {
    const socket = connect({ port: Number(port), host: '127.0.0.1' }, () => {
      if (half) socket.write('GET /api/health HTTP/1.1\r\nX: ');
      done();
    });
    socket.on('error', done);
    sockets.push(socket);
  });
for (let i = 0; i < Number(count); i += 100)
  await Promise.all(Array.from({ length: Math.min(100, Number(count) - i) }, one));
console.log(sockets.filter((socket) => socket.readyState === 'open').length);
process.stdin.on('data', () => {}).once('end', () => process.exit(0));
