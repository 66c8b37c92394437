import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { createSharedReads } from '../src/queries/shared-reads.ts';
import { get } from './client.ts';
import { anItem, itemId } from './facts.ts';
import { useWorld } from './world.ts';

const world = useWorld();
const READ = 'qry.capacity.item.v1';
const asked = () => world.neighbours.asked.filter(({ subject }) => subject === READ).length;

/** A read that goes on until it is let go. */
function aHeldRead() {
  const held: (() => void)[] = [];
  const begun: string[] = [];
  const read = createSharedReads({
    keyOf: (query: string) => query,
    async read(query) {
      const nth = begun.push(query);
      await new Promise<void>((go) => held.push(go));
      return `${query} ${nth}`;
    },
  });
  return { read, begun, letGo: () => held.splice(0).forEach((go) => go()) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a shared read', () => {
  it('is one for all who ask the same before it begins', async () => {
    const { read, begun, letGo } = aHeldRead();
    const answers = ['a', 'b', 'a', 'a'].map(read);
    await turn();
    expect(begun).toEqual(['a', 'b']);
    letGo();
    expect(await Promise.all(answers)).toEqual(['a 1', 'b 2', 'a 1', 'a 1']);
  });

  it('is never joined by who comes after it began', async () => {
    const { read, begun, letGo } = aHeldRead();
    const early = read('a');
    await turn();
    const late = read('a');
    await turn();
    expect(begun).toEqual(['a', 'a']);
    letGo();
    expect([await early, await late]).toEqual(['a 1', 'a 2']);
  });

  it('gathers who comes while two rounds are under way into the next', async () => {
    const { read, begun, letGo } = aHeldRead();
    const first = [read('a')];
    await turn();
    first.push(read('a'));
    await turn();
    const waiting = ['a', 'a', 'a'].map(read);
    await turn();
    expect(begun).toHaveLength(2);

    letGo();
    await Promise.all(first);
    await turn();
    expect(begun).toHaveLength(3);
    letGo();
    await Promise.all(waiting);
  });

  it('fails those who asked for what failed, and nobody else', async () => {
    const read = createSharedReads({
      keyOf: (query: string) => query,
      read: (query) =>
        query === 'bad' ? Promise.reject(new Error(query)) : Promise.resolve(query),
    });
    const outcomes = await Promise.allSettled(['good', 'bad', 'bad'].map(read));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  });
});

describe('an item that many read at once', () => {
  beforeAll(() => void world.neighbours.items.set(itemId, anItem()));

  it('is asked for a few times, and shown to all', async () => {
    const { answers } = world.neighbours;
    const { findItem } = answers;
    const gate = Promise.withResolvers<void>();
    answers.findItem = async (request) => {
      await gate.promise;
      return findItem(request);
    };
    const reads = Array.from({ length: 100 }, () => get(`${world.url}/api/items/${itemId}`));
    await until(() => asked() > 0, { what: 'the first question' });
    // Sent last: when it is answered, the others are there.
    await get(`${world.url}/api/items?limit=1`);
    gate.resolve();

    const shown = await Promise.all(reads);
    expect(shown.every(({ status, json }) => status === 200 && json.id === itemId)).toBe(true);
    expect(asked()).toBeLessThan(20);
  });

  it('is answered alike before and behind Express', async () => {
    const before = await get(`${world.url}/api/items/${itemId}`);
    const behind = await get(`${world.url}/api/items/%30${itemId.slice(1)}`);
    const comparable = ({ headers }: typeof before) =>
      [...headers.keys()].filter((name) => name !== 'date').toSorted();
    expect(comparable(before)).toEqual(comparable(behind));
    expect({ ...before.json, serverTime: '' }).toEqual({ ...behind.json, serverTime: '' });
  });

  it.each([
    ['/api/items/nothing', 'item-not-found'],
    [`/api/items/${itemId}?x=1`, 'validation-failed'],
    ['/api/items?limit=0', 'validation-failed'],
    ['/api/items?q=%00', 'validation-failed'],
    ['/api/items/', 'not-found'],
    ['/API/items', 'not-found'],
  ])('refuses %s', async (path, code) => {
    expect((await get(world.url + path)).json.code).toBe(code);
  });
});
