import { describe, expect, it } from '@jest/globals';
import { committedSchema, describeSchema, useDatabase } from '@karcis/testing';
import * as gateway from '../migrations/index.ts';

describe('the schema', () => {
  const database = useDatabase([gateway]);

  it('is the committed one', async () => {
    const dump = await describeSchema(database.adminUrl, 'gateway');
    expect(dump).toBe(
      await committedSchema(new URL('../migrations/schema.sql', import.meta.url), dump),
    );
  });
});
