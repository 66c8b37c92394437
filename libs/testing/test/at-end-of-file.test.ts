import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { atEndOfFile, temporaryFolder, useDatabase } from '@karcis/testing';
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

describe('temporaryFolder', () => {
  let folder = '';
  // Given first, run last.
  atEndOfFile(async () => expect(existsSync(folder)).toBe(false));

  it('is there until the end of the file', async () => {
    folder = await temporaryFolder();

    expect(existsSync(folder)).toBe(true);
  });
});
