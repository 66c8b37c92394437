import { describe, expect, it } from '@jest/globals';
import { aHeldBooking, aHold, anItem, availabilityOf, useCapacity } from './start-capacity.ts';

const capacity = useCapacity();

describe('a hold', () => {
  it('takes places and answers what they are of', async () => {
    const item = await anItem(capacity, { capacity: 100 });
    const { held } = await aHeldBooking(capacity, item, { quantity: 2 });
    expect(held).toMatchObject({ epoch: 1, quantity: 2, item: { id: item.id, version: 1 } });
    expect(Date.parse(held.expiresAt) - Date.parse(held.heldAt)).toBe(900_000);
    expect(await availabilityOf(capacity, item)).toMatchObject({ holdActive: 2, available: 28 });
  });
});
