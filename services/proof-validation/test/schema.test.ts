import { describe, expect, it } from '@jest/globals';
import { committedSchema, describeSchema, useDatabase } from '@karcis/testing';
import * as migrations from '../migrations/index.ts';

const database = useDatabase([migrations]);

describe('schema.sql', () => {
  it('is what the migrations make', async () => {
    const dump = await describeSchema(database.adminUrl, migrations.schema);
    const file = new URL('../migrations/schema.sql', import.meta.url);

    expect(await committedSchema(file, dump)).toBe(dump);
  });
});
