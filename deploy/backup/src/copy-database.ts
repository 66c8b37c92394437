import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { copyTree } from './copy-tree.ts';

/** What belongs to the running server alone (PostgreSQL's manual, "Base Backup Using the Low Level API"). */
const NOT_COPIED =
  /^(postmaster\.(pid|opts)|pg_(wal|replslot|dynshmem|notify|serial|snapshots|stat_tmp|subtrans)\/.+|(.*\/)?pgsql_tmp.*|.*\/pg_internal\.init.*)$/;

/**
 * Copies a running cluster: its files as they come, and the log of what happened to them meanwhile. Started, the copy is the
 * database as it was at the end of copying, every schema at the same instant.
 */
export async function copyRunningCluster(url: string, from: string, to: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'backup' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    // Keeps the log from being recycled while we copy; goes with this session.
    await client.query(`select pg_create_physical_replication_slot('backup', true, true)`);
    const first = await one<{ wal: string }>(
      client,
      `select pg_walfile_name(pg_backup_start('karcis', fast => true)) as wal`,
    );
    await copyTree(from, to, (relative) => NOT_COPIED.test(relative.split(path.sep).join('/')));
    const last = await one<{ wal: string; label: string }>(
      client,
      `select pg_walfile_name(lsn) as wal, labelfile as label from pg_backup_stop(wait_for_archive => false)`,
    );
    const log = new Set(
      (await readdir(path.join(from, 'pg_wal'))).filter(
        (name) => name.endsWith('.history') || (name >= first.wal && name <= last.wal),
      ),
    );
    await copyTree(path.join(from, 'pg_wal'), path.join(to, 'pg_wal'), (name) => !log.has(name));
    await writeFile(path.join(to, 'backup_label'), last.label, { mode: 0o600, flush: true });
  } finally {
    await client.end();
  }
}

async function one<Row extends object>(client: pg.Client, text: string): Promise<Row> {
  const { rows } = await client.query<Row>(text);
  const [row] = rows;
  if (!row) throw new Error('PostgreSQL gave no answer');
  return row;
}
