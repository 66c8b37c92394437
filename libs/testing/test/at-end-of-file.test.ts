import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { useDatabase } from '@karcis/testing';
import pg from 'pg';

describe('what useDatabase() made', () => {
  const database = useDatabase([]);
  let client: pg.Client;

  beforeAll(async () => {
    client = new pg.Client({ connectionString: database.adminUrl });
    await client.connect();
  });
  afterAll(async () => {
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await client.end();
  });

  it('is still there in hooks that run at the end of the file', () => {
    expect(client).toBeDefined();
  });
});
