import { describe, expect, it } from '@jest/globals';
import { committedSchema, describeSchema, useDatabase } from '@karcis/testing';
import * as booking from '../migrations/index.ts';

const database = useDatabase([booking]);

describe('schema.sql', () => {
  it('is what the migrations make', async () => {
    const dump = await describeSchema(database.adminUrl, 'booking');
    expect(await committedSchema(new URL('../migrations/schema.sql', import.meta.url), dump)).toBe(
      dump,
    );
  });
});
