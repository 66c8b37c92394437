import { describe, expect, it } from '@jest/globals';
import { inRounds } from './in-rounds.ts';

const commands = [...'abacab'].map((bookingId, index) => ({ bookingId, index }));

describe('rounds', () => {
  it('end where a booking comes again, and answer in the order of the commands', async () => {
    const rounds: number[][] = [];
    const results = await inRounds(commands, async (round) => {
      rounds.push(round.map(({ index }) => index));
      return round.map(({ index }) => `answer ${index}`);
    });
    expect(rounds).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    expect(results).toEqual(commands.map(({ index }) => `answer ${index}`));
  });

  it('repeat a command that asks for it before the next one of its booking', async () => {
    const seen: number[] = [];
    const results = await inRounds(commands.slice(0, 3), async (round) =>
      round.map(({ index }) => {
        seen.push(index);
        return index === 0 && seen.length < 2 ? undefined : index;
      }),
    );
    expect(seen).toEqual([0, 1, 0, 2]);
    expect(results).toEqual([0, 1, 2]);
  });

  it('end when a command never settles', async () => {
    await expect(inRounds(commands, async (round) => round.map(() => undefined))).rejects.toThrow(
      'did not settle',
    );
  });

  it('are none without commands', async () => {
    expect(await inRounds([], () => Promise.reject(new Error('ran')))).toEqual([]);
  });
});
