import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { AdminBookingRow } from '@karcis/contracts';
import { type Decision, type Verdict, createDecider } from './decider.ts';

const approve = (id: string): Decision => ({
  booking: { id } as AdminBookingRow,
  reason: null,
  key: `key-of-${id}`,
});

function setUp(answers: readonly Verdict<string>[] = []) {
  const sent: string[] = [];
  const told: string[] = [];
  const left = [...answers];
  const decider = createDecider<string>({
    send: ({ key }) => {
      sent.push(key);
      return Promise.resolve(left.shift() ?? 'done');
    },
    onRefused: ({ booking }, problem) => void told.push(`${problem} ${booking.id}`),
    undoMs: 4_000,
    retryMs: 3_000,
  });
  return { decider, sent, told };
}

describe('a decision', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('can be undone for a moment, and then is not sent at all', async () => {
    const { decider, sent } = setUp();
    decider.decide(approve('a'));
    await jest.advanceTimersByTimeAsync(3_999);
    expect(decider.undo()?.booking.id).toBe('a');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(sent).toEqual([]);
    expect(decider.undo()).toBeNull();
  });

  it('is sent when the moment has passed', async () => {
    const { decider, sent, told } = setUp();
    decider.decide(approve('a'));
    await jest.advanceTimersByTimeAsync(4_000);
    expect(sent).toEqual(['key-of-a']);
    expect(told).toEqual([]);
    expect(decider.undo()).toBeNull();
  });

  it('is sent at once when the next one is made, and once only', async () => {
    const { decider, sent } = setUp();
    decider.decide(approve('a'));
    decider.decide(approve('b'));
    expect(sent).toEqual(['key-of-a']);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(sent).toEqual(['key-of-a', 'key-of-b']);
  });

  it('is sent again with its key while nobody knows whether it arrived', async () => {
    const { decider, sent, told } = setUp(['again', 'again']);
    decider.decide(approve('a'));
    decider.flush();
    await jest.advanceTimersByTimeAsync(0);
    expect(decider.current().unsent).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(6_000);
    expect(sent).toEqual(['key-of-a', 'key-of-a', 'key-of-a']);
    expect(told).toEqual([]);
    expect(decider.current().unsent).toEqual([]);
  });

  it('is told when it is refused, and not tried again', async () => {
    const { decider, sent, told } = setUp([{ refused: 'invalid-transition' }]);
    decider.decide(approve('a'));
    decider.flush();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(1);
    expect(told).toEqual(['invalid-transition a']);
  });

  it('goes out with whoever leaves the page, with those that wait to be tried again', async () => {
    const { decider, sent } = setUp(['again']);
    decider.decide(approve('a'));
    decider.decide(approve('b'));
    await jest.advanceTimersByTimeAsync(0);
    sent.length = 0;
    decider.leave();
    expect(sent).toEqual(['key-of-b', 'key-of-a']);
  });
});
