import { describe, expect, it } from '@jest/globals';
import { useDatabase } from '@karcis/testing';
import { type Kysely, sql } from 'kysely';
import pg from 'pg';

const shop = {
  schema: 'shop',
  migrations: {
    '1-create': {
      up: async (db: Kysely<unknown>) => {
        await sql`create table seats (id int primary key)`.execute(db);
        await sql`create table audit (id int primary key)`.execute(db);
      },
    },
  },
  appendOnly: ['audit'],
};

describe('useDatabase', () => {
  const first = useDatabase([shop]);
  const second = useDatabase([shop]);

  it('gives the role its migrated schema', async () => {
    await query(first.url('shop'), 'insert into seats values (1)');

    expect(await query(first.url('shop'), 'select id from seats')).toEqual([{ id: 1 }]);
  });

  it('keeps two databases with the same migrations apart', async () => {
    await query(first.url('shop'), 'insert into seats values (2)');

    expect(await query(second.url('shop'), 'select id from seats')).toEqual([]);
  });

  it('gives the role its rights only', async () => {
    await query(first.url('shop'), 'insert into audit values (1)');

    await expect(query(first.url('shop'), 'delete from audit')).rejects.toThrow(
      'permission denied',
    );
    expect(await query(first.adminUrl, 'delete from shop.audit')).toEqual([]);
  });
});

async function query(connectionString: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
