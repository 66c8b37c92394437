import { describe, expect, it } from '@jest/globals';
import { committedSchema, describeSchema, useDatabase } from '@karcis/testing';
import * as notifier from '../migrations/index.ts';

const database = useDatabase([notifier]);

describe('schema.sql', () => {
  it('is what the migrations make', async () => {
    const dump = await describeSchema(database.adminUrl, 'notifier');
    const file = new URL('../migrations/schema.sql', import.meta.url);
    expect(await committedSchema(file, dump)).toBe(dump);
  });
});
