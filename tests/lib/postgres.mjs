// A database of one's own on the PostgreSQL that HUAN_TEST_POSTGRES names (tools/postgres.sh starts one).
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const postgres = process.env.HUAN_TEST_POSTGRES;
export const noPostgres = !postgres && 'HUAN_TEST_POSTGRES names no server: call this through tools/test.sh';
const psql = (where, text) =>
  run('psql', ['-d', where, '-v', 'ON_ERROR_STOP=1', '-qAtc', text], { maxBuffer: 64 << 20 });

let made = 0;
export class Database {
  static async fresh() {
    const own = new Database();
    own.name = `huan_js_${process.pid}_${++made}`;
    own.where = `${postgres} dbname=${own.name}`;
    /** What a server is told of it. */
    own.args = ['--postgres', own.where];
    const collation = `TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`;
    await psql(postgres, `CREATE DATABASE ${own.name} ${collation}`);
    return own;
  }

  /** The lines of an answer; cells are parted by "|". */
  async sql(text) {
    const { stdout } = await psql(this.where, text);
    return stdout.split('\n').filter((line) => line !== '');
  }

  async dump(path) {
    await run('pg_dump', ['-d', this.where, '-Fc', '-f', path]);
  }
  async restore(path) {
    await run('pg_restore', ['-d', this.where, '--no-owner', path]);
  }

  async drop() {
    await psql(postgres, `DROP DATABASE IF EXISTS ${this.name} WITH (FORCE)`);
  }
}
