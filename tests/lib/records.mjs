// What is stored, asked in SQL on either store while a server runs on it.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export class Records {
  /** `database`: a Database of postgres.mjs; without one, the server's own file. */
  constructor(server, database) {
    this.server = server;
    this.database = database;
  }

  /** Rows as objects. One text for both stores. */
  async rows(sql) {
    if (this.database) {
      const lines = await this.database.sql(`SELECT row_to_json(t) FROM (${sql}) t`);
      return lines.map((line) => JSON.parse(line));
    }
    const file = new DatabaseSync(join(this.server.data, 'huan.db'), { readOnly: true });
    try {
      file.exec('PRAGMA busy_timeout = 5000');
      return file.prepare(sql).all();
    } finally {
      file.close();
    }
  }

  /** The only value of the only row. */
  async value(sql) {
    const [row] = await this.rows(sql);
    return row === undefined ? undefined : Object.values(row)[0];
  }

  /** How often each of the texts stands in a column: Map(text, count), without those that do not. */
  async occurrences(table, column, texts) {
    const found = new Map();
    for (let at = 0; at < texts.length; at += 500) {
      const list = texts
        .slice(at, at + 500)
        .map((text) => (typeof text === 'number' ? String(text) : `'${text.replaceAll("'", "''")}'`));
      const sql = `SELECT ${column} AS what, count(*) AS n FROM ${table} WHERE ${column} IN (${list.join()})
                   GROUP BY ${column}`;
      for (const { what, n } of await this.rows(sql)) found.set(what, n);
    }
    return found;
  }
}
