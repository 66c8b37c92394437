import { describe, expect, it } from '@jest/globals';
import type { AdminBookingRow } from '@karcis/contracts';
import {
  type Queue,
  appendPage,
  comeBack,
  goBack,
  goOn,
  isWaiting,
  leave,
  mergeHead,
  startQueue,
  waitingIn,
} from './queue.ts';

const row = (id: string) => ({ id }) as AdminBookingRow;
const page = (ids: string, nextCursor: string | null = null) => ({
  data: [...ids].map(row),
  nextCursor,
});
const start = (ids: string, cursor: string | null = null) => startQueue(page(ids, cursor), null);
const idsOf = (queue: Queue) =>
  waitingIn(queue)
    .map(({ id }) => id)
    .join('');

describe('the review queue', () => {
  it('begins with the oldest, goes on and back, and begins anew after the last', () => {
    const queue = start('abc');
    expect(queue.current?.id).toBe('a');
    const second = goOn(queue);
    expect(second.current?.id).toBe('b');
    expect(goBack(second).current?.id).toBe('a');
    expect(goBack(queue).current?.id).toBe('a');
    expect(goOn(goOn(second)).current?.id).toBe('a');
  });

  it('shows the next one once this one is decided, those that were skipped last', () => {
    const queue = leave(goOn(start('abc')), 'b');
    expect(queue.current?.id).toBe('c');
    const then = leave(queue, 'c');
    expect(then.current?.id).toBe('a');
    expect(leave(then, 'a').current).toBeNull();
  });

  it('keeps what is decided away, although an answer that was on its way still has it', () => {
    const queue = mergeHead(leave(start('abc'), 'a'), page('abc'));
    expect(idsOf(queue)).toBe('bc');
  });

  it('takes in new arrivals, and looks at the first of them when there was nothing', () => {
    expect(idsOf(mergeHead(start('ab'), page('abc')))).toBe('abc');
    expect(mergeHead(start(''), page('x')).current?.id).toBe('x');
  });

  it('drops what was decided elsewhere, but not from under the eyes of whoever looks at it', () => {
    const queue = mergeHead(start('abc'), page('c'));
    expect(idsOf(queue)).toBe('c');
    expect(queue.current?.id).toBe('a');
    expect(isWaiting(queue)).toBe(false);
    expect(goOn(queue).current?.id).toBe('c');
    expect(goOn(mergeHead(start('a'), page(''))).current).toBeNull();
  });

  it('keeps what stands behind the part that was asked for again', () => {
    const long = appendPage(start('abc', 'after-c'), page('def', 'after-f'));
    const merged = mergeHead(long, page('bc', 'after-c'));
    expect(idsOf(merged)).toBe('bcdef');
    expect(merged.cursor).toBe('after-f');
  });

  it('drops what stands behind when nothing does any more', () => {
    const long = appendPage(start('abc', 'after-c'), page('def'));
    expect(idsOf(mergeHead(long, page('bc')))).toBe('bc');
  });

  it('gives back what was undone, and looks at it', () => {
    const queue = leave(start('abc'), 'a');
    const undone = comeBack(queue, row('a'), true);
    expect(idsOf(undone)).toBe('abc');
    expect(undone.current?.id).toBe('a');
    expect(comeBack(queue, row('a'), false).current?.id).toBe('b');
    expect(idsOf(comeBack(mergeHead(queue, page('bc')), row('a'), true))).toBe('abc');
  });
});
