import { openDatabase } from '@karcis/db';

/** Sends 30 MB of parameters, one statement after the other. */
export async function work(url: string): Promise<void> {
  const { pool } = openDatabase({ url, max: 1, applicationName: 'many statements' });
  for (let n = 0; n < 1_000; n++)
    await pool.query('select length($1)', [Buffer.alloc(15_000).toString('hex')]);
}
