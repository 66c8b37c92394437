import { setImmediate as anotherTurn } from 'node:timers/promises';
import type { JsMsg } from '@nats-io/jetstream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { createIntake, type Intake } from './intake.ts';

const LONG_MS = 60_000;
let intake: Intake | undefined;
let batches: number[][];

afterEach(() => intake?.stop());

/** An intake that writes down of which messages its batches are. */
function anIntake(gatherMs: number): Intake {
  batches = [];
  intake = createIntake({
    ...{ maxBatch: 4, ackWaitMs: LONG_MS, gatherMs },
    async settle(batch) {
      batches.push(batch.map(({ seq }) => seq));
    },
  });
  return intake;
}

const message = (seq: number) => ({ seq, nak: () => undefined }) as unknown as JsMsg;
const take = (...seqs: number[]) => {
  for (const seq of seqs) void intake?.take(message(seq));
};

describe('an intake that gathers', () => {
  it('settles the first message after a quiet moment at once', async () => {
    anIntake(LONG_MS);
    take(1);
    await until(() => batches.length === 1);
    expect(batches).toEqual([[1]]);
  });

  it('lets those that come soon after wait for company', async () => {
    anIntake(200);
    take(1);
    await until(() => batches.length === 1);
    take(2);
    await anotherTurn();
    take(3);
    await until(() => batches.length === 2);
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it('does not let a full batch wait', async () => {
    anIntake(LONG_MS);
    take(1);
    await until(() => batches.length === 1);
    take(2, 3, 4, 5, 6);
    await until(() => batches.length === 2);
    expect(batches).toEqual([[1], [2, 3, 4, 5]]);
  });
});
