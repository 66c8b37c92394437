import { describe, expect, it } from '@jest/globals';
import { committedSchema, describeSchema, useDatabase } from '@karcis/testing';
import * as migrations from '../migrations/index.ts';

const database = useDatabase([migrations]);

describe('the migrations', () => {
  it('make the schema that is committed', async () => {
    const dump = await describeSchema(database.adminUrl, 'capacity');
    const file = new URL('../migrations/schema.sql', import.meta.url);
    expect(dump).toBe(await committedSchema(file, dump));
  });
});
