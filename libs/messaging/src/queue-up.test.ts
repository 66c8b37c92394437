import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { OutboxRow } from './announcement.ts';
import { createQueueUp } from './queue-up.ts';

const aRow = (n: number): OutboxRow => ({
  id: String(n).padStart(6, '0'),
  subject: 's',
  payload: '{}',
  traceparent: null,
  relevantUntil: null,
});

/** An outbox of which pages are sent, each taking as long as the test says. */
function anOutbox({ page = 3 } = {}) {
  const waiting: OutboxRow[] = [];
  const sent: string[] = [];
  let commits = 0;
  const beforeRead: (() => void)[] = [];
  const during: (() => void)[] = [];
  const state = { isPossible: true, hasRoom: true, ages: [] as number[] };

  const queue = createQueueUp({
    async sendPage(olderThanMs) {
      if (!state.isPossible) return undefined;
      state.ages.push(olderThanMs);
      await Promise.resolve();
      beforeRead.shift()?.();
      const rows = olderThanMs === 0 ? waiting.splice(0, page) : [];
      during.shift()?.();
      await Promise.resolve();
      sent.push(...rows.map(({ id }) => id));
      return {
        ids: new Set(rows.map(({ id }) => id)),
        more: rows.length === page,
      };
    },
    sendNow(rows) {
      for (const { id } of rows) {
        const index = waiting.findIndex((row) => row.id === id);
        if (index >= 0) waiting.splice(index, 1);
        sent.push(id);
      }
    },
    hasRoom: () => state.hasRoom,
  });

  /** As a service does: the row is in the outbox first, and then it is offered. */
  function commit(count = 1): void {
    for (let n = 0; n < count; n++) {
      const row = aRow(++commits);
      waiting.push(row);
      queue.add([row]);
    }
  }
  return { queue, commit, sent, waiting, beforeRead, during, state };
}

const inOrder = (sent: readonly string[]) => expect(sent).toEqual([...sent].sort());

describe('rows that commit', () => {
  it('are sent from memory when nothing older waits', async () => {
    const { queue, commit, sent } = anOutbox();
    await queue.poll();
    commit(5);
    expect(sent).toHaveLength(5);
    inOrder(sent);
  });

  it('queue up behind what waits in the outbox', async () => {
    const { queue, commit, sent, during } = anOutbox();
    commit(10);
    expect(sent).toEqual([]);
    during.push(
      () => commit(),
      () => commit(),
      () => commit(2),
    );
    await queue.poll();
    commit(2);
    expect(sent).toHaveLength(16);
    inOrder(sent);
  });

  it('are held while the last page is on its way, and follow it', async () => {
    const { queue, commit, sent, during } = anOutbox();
    commit(1);
    // The first page is not full; during the second, which joins, two commit too late to be in it.
    during.push(
      () => undefined,
      () => commit(2),
    );
    await queue.poll();
    expect(sent).toHaveLength(3);
    inOrder(sent);
  });

  it('are sent once although they are both held and in the last page', async () => {
    const { queue, commit, sent, beforeRead } = anOutbox();
    beforeRead.push(
      () => undefined,
      () => commit(2),
    );
    await queue.poll();
    expect(sent).toEqual(['000001', '000002']);
  });

  it('wait in the outbox when there is no room in memory', async () => {
    const { queue, commit, sent, state } = anOutbox();
    await queue.poll();
    state.hasRoom = false;
    commit(2);
    expect(sent).toEqual([]);
    state.hasRoom = true;
    commit(1);
    expect(sent).toEqual([]);
    await queue.poll();
    expect(sent).toHaveLength(3);
    inOrder(sent);
  });

  it('wait in the outbox for as long as nothing can be sent', async () => {
    const { queue, commit, sent, state } = anOutbox();
    state.isPossible = false;
    commit(4);
    await queue.poll();
    expect(sent).toEqual([]);
    state.isPossible = true;
    await queue.poll();
    expect(sent).toHaveLength(4);
  });

  it('are looked for in the outbox only when they are old, as long as memory keeps up', async () => {
    const { queue, state } = anOutbox();
    await queue.poll();
    await queue.poll();
    expect(state.ages).toEqual([0, 0, 1_000]);
  });

  it('are all sent, once each and in order, whatever happens in between', async () => {
    const steps = ['commit', 'poll', 'fall behind', 'commit before a read', 'commit after a read'];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...steps), { maxLength: 40 }), async (taken) => {
        const { queue, commit, sent, waiting, beforeRead, during } = anOutbox();
        for (const what of taken) {
          if (what === 'commit') commit();
          if (what === 'poll') await queue.poll();
          if (what === 'fall behind') queue.fallBehind();
          if (what === 'commit before a read') beforeRead.push(() => commit());
          if (what === 'commit after a read') during.push(() => commit());
        }
        beforeRead.length = during.length = 0;
        queue.fallBehind();
        await queue.poll();
        expect(waiting).toEqual([]);
        expect(new Set(sent).size).toBe(sent.length);
        inOrder(sent);
      }),
    );
  });
});
