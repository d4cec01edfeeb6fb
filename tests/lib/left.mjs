// Where texts still stand: in files, byte by byte, and in the rows of a database.
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What has gone since somebody listed it is no longer of interest. */
const orIfGone = (otherwise) => (problem) => {
  if (problem.code !== 'ENOENT') throw problem;
  return otherwise;
};

/** Every file below a directory. */
export async function filesIn(directory) {
  const entries = await readdir(directory, { withFileTypes: true }).catch(orIfGone([]));
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(directory, entry.name);
      return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
    }),
  );
  return found.flat();
}

/** Lines "text in file". */
export async function leftInFiles(files, texts) {
  const left = [];
  for (const file of files) {
    const bytes = await readFile(file).catch(orIfGone(Buffer.alloc(0)));
    for (const text of texts) if (bytes.includes(Buffer.from(text))) left.push(`${text} in ${file}`);
  }
  return left;
}

/** Lines "text in table": any cell of any table of a PostgreSQL, and what it notes about cells. */
export async function leftInRows(database, texts) {
  const tables = await database.sql(
    `SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname <> 'information_schema'
       AND (schemaname <> 'pg_catalog' OR tablename LIKE 'pg_statistic%')`,
  );
  const looks = texts.map((text) => {
    const bytes = Buffer.from(text).toString('hex'); // As a column of bytes is shown.
    return `bool_or(t::text LIKE '%${text}%' OR t::text LIKE '%${bytes}%')`;
  });
  const found = await database.sql(
    tables.map((table) => `SELECT '${table}', ${looks.join(', ')} FROM ${table} t`).join(' UNION ALL '),
  );
  return found.flatMap((line) => {
    const [table, ...answers] = line.split('|');
    return texts.filter((_, at) => answers[at] === 't').map((text) => `${text} in ${table}`);
  });
}

/**
 * PostgreSQL's own files, where it says where they are and we may look. Its write-ahead log is not among
 * them: that is its administrator's to let expire (docs/privacy.md).
 */
export async function filesOf(database) {
  const [data] = await database.sql('SHOW data_directory').catch(() => []);
  if (!data || !existsSync(data)) return [];
  await database.sql('CHECKPOINT');
  return (await filesIn(data)).filter((file) => !file.startsWith(join(data, 'pg_wal')));
}
