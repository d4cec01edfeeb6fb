// nginx as the peer of one small request: it answers from a file, and keeps nothing.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../tests/lib/server.mjs';
import { becomesReady, scratch, start } from '../lib/process.mjs';

/** Serves `answer` at `/answer`; resolves to its address. */
export async function startNginx(answer) {
  const folder = scratch('nginx');
  const port = await freePort();
  mkdirSync(join(folder, 'www'));
  writeFileSync(join(folder, 'www/answer'), answer);
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; worker_processes auto; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
  open_file_cache max=100 inactive=1h; open_file_cache_valid 1h; default_type application/json;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${port} backlog=1024; root ${folder}/www; }
}
`,
  );
  // As root its workers would be another user, who cannot look into our folders.
  const user = process.getuid() === 0 ? 'user root; ' : '';
  const child = start(
    '/usr/sbin/nginx',
    ['-e', `${folder}/error.log`, '-c', `${folder}/nginx.conf`, '-g', user],
    { end: 'SIGQUIT' },
  );
  const url = `http://127.0.0.1:${port}/answer`;
  await becomesReady(child, async () => (await fetch(url)).ok);
  return url;
}
