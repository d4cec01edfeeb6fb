// An import as the console does it: upload, check, run.
import { until } from './server.mjs';

export class Imports {
  constructor(caller) {
    this.caller = caller;
  }

  async upload(bytes, kind, name = 'table.csv') {
    const reply = await this.caller.raw(
      'POST',
      `/api/imports?kind=${kind}&file_name=${encodeURIComponent(name)}`,
      { body: bytes, headers: { 'content-type': 'application/octet-stream' } },
    );
    const body = await reply.json();
    if (!reply.ok) throw new Error(`${reply.status} ${JSON.stringify(body)}`);
    return body;
  }

  /** Waits until nobody works on it. */
  over(id, within = 120_000) {
    return until(
      async () => {
        const now = await this.caller.get(`/api/imports/${id}`);
        return ['checked', 'done', 'failed', 'stopped', 'undone'].includes(now.state) && now;
      },
      { what: 'the import', within },
    );
  }

  /** Sets the mapping and answers what the dry run counts. */
  async check(file, changes = {}, more = {}) {
    const mapping = { ...file.mapping, ...changes };
    await this.caller.post(`/api/imports/${file.id}/plan`, { mapping, ...more });
    return (await this.over(file.id)).dry_run;
  }

  async run(file) {
    await this.caller.post(`/api/imports/${file.id}/run`);
    return (await this.over(file.id)).outcome;
  }

  /** All of it; answers both counts. */
  async bring(bytes, kind, changes = {}, name = 'table.csv') {
    const file = await this.upload(bytes, kind, name);
    const mapping = typeof changes === 'function' ? changes(file) : changes;
    const dry = await this.check(file, mapping);
    return { file, dry, outcome: await this.run(file) };
  }

  notes(file, kind = 'refused') {
    return this.caller.get(`/api/imports/${file.id}/notes?kind=${kind}`).then((page) => page.items);
  }
}
