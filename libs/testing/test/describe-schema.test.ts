import { describe, expect, it } from '@jest/globals';
import { committedSchema, describeSchema, useDatabase } from '@karcis/testing';
import { type Kysely, sql } from 'kysely';

const shop = {
  schema: 'shop',
  migrations: {
    '1-create': {
      up: async (db: Kysely<unknown>) => {
        await sql`create type colour as enum ('red', 'blue')`.execute(db);
        await sql`create sequence numbers`.execute(db);
        await sql`create table seats (
          id bigint generated always as identity primary key,
          name text not null default 'nobody' check (name <> ''),
          paint colour,
          loud text generated always as (upper(name)) stored,
          unique (name)
        ) with (fillfactor = 70)`.execute(db);
        await sql`create unlogged table audit (seat bigint references seats (id), at timestamptz default now())`.execute(
          db,
        );
        await sql`create index audit_recent on audit (at desc) where seat is not null`.execute(db);
        await sql`create function hush() returns trigger language plpgsql as $$ begin return null; end $$`.execute(
          db,
        );
        await sql`create trigger quiet before update on audit for each row execute function hush()`.execute(
          db,
        );
        await sql`create view red_seats as select id from seats where paint = 'red'`.execute(db);
      },
    },
  },
  appendOnly: ['audit'],
};

describe('describeSchema', () => {
  const database = useDatabase([shop]);
  const twin = useDatabase([{ ...shop, appendOnly: ['audit'] }]);

  it('writes down everything a migration makes', async () => {
    const dump = await describeSchema(database.adminUrl, 'shop');

    expect(dump).toBe(await committedSchema(new URL('describe-schema.sql', import.meta.url), dump));
  });

  it('is the same for another database with the same migrations', async () => {
    expect(await describeSchema(database.adminUrl, 'shop')).toBe(
      await describeSchema(twin.adminUrl, 'shop'),
    );
  });
});
