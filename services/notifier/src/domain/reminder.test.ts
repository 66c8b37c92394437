import { describe, expect, it } from '@jest/globals';
import { judgeReminder } from './reminder.ts';

const startsAt = new Date('2026-12-05T12:00:00Z');
const paidAt = new Date('2026-11-25T12:00:00Z');
const at = (time: string) => judgeReminder(startsAt, paidAt, new Date(time));

describe('a reminder', () => {
  it('waits until the day before', () => {
    expect(at('2026-12-03T12:00:00Z')).toEqual({ verdict: 'wait', ms: 24 * 60 * 60_000 });
    expect(at('2026-12-04T12:00:00Z')).toEqual({ verdict: 'send' });
  });

  it('goes out late rather than never, but not once it has begun', () => {
    expect(at('2026-12-05T11:59:59Z')).toEqual({ verdict: 'send' });
    expect(at('2026-12-05T12:00:00Z')).toEqual({ verdict: 'drop' });
  });

  it('is not for who paid less than a day before', () => {
    const late = new Date('2026-12-04T12:00:01Z');
    expect(judgeReminder(startsAt, late, late)).toEqual({ verdict: 'drop' });
  });
});
