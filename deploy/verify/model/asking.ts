import * as contracts from '@karcis/contracts';
import type { CallContract, RequestOf, ResponseOf } from '@karcis/contracts';
import { connectNats, createCaller } from '@karcis/messaging';
import { createLedger } from '../promises/ledger.ts';
import type { Life } from './life.ts';
import { judgeProof } from './proofs-process.ts';
import { randomUUID } from './stand-ins/crypto.ts';

const calls = {
  createItem: contracts.createItem,
  updateItem: contracts.updateItem,
  createPaymentMethod: contracts.createPaymentMethod,
  holdBooking: contracts.holdBooking,
  selectMethod: contracts.selectMethod,
  prepareProof: contracts.prepareProof,
  submitForm: contracts.submitForm,
  findProofOutcome: contracts.findProofOutcome,
  approveBooking: contracts.approveBooking,
  rejectBooking: contracts.rejectBooking,
  cancelBooking: contracts.cancelBooking,
  judgeProof,
};
export type Calls = typeof calls;

/** This client never asks again: whatever it asked for may have happened or not. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp';
}

export type Asking = Awaited<ReturnType<typeof createAsking>>;

/** What clients ask, under the same ids again and again until they are answered, as the gateway does for them. */
export async function createAsking(life: Life, mayGiveUp: boolean) {
  const { world, random } = life;
  const nc = await connectNats({
    url: '',
    name: 'clients',
    log: { info() {}, warn() {}, error() {} } as never,
  });
  const callers = Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [name, createCaller(nc, call as CallContract)]),
  ) as {
    [Name in keyof Calls]: (request: RequestOf<Calls[Name]>) => Promise<ResponseOf<Calls[Name]>>;
  };
  const ledger = createLedger();
  let givenUp = 0;

  const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

  /** Only a hold can be granted to a copy after it was refused. */
  function noteCopy(request: object): void {
    if ('fingerprint' in request && 'bookingId' in request)
      ledger.mayComeLate(String(request.bookingId));
  }

  async function ask<Name extends keyof Calls>(
    name: Name,
    request: RequestOf<Calls[Name]>,
  ): Promise<ResponseOf<Calls[Name]>> {
    for (;;) {
      try {
        // Some press the button twice.
        if (random.chance(0.1)) {
          noteCopy(request);
          callers[name](request).catch(() => undefined);
        }
        return await callers[name](request);
      } catch (error) {
        world.count(`asked again: ${(error as Error).name}`);
        noteCopy(request);
        if (mayGiveUp && random.chance(0.15)) {
          givenUp++;
          world.note(`a client gives up ${name}`);
          throw new GivenUp(name, { cause: error });
        }
        await pause(random.whole(50, 2_500));
      }
    }
  }

  return {
    ask,
    pause,
    random,
    ledger,
    id: () => randomUUID(),
    givenUp: () => givenUp,
    /** A client's bookkeeping of a hold: every answer to its key counts. */
    async hold(request: RequestOf<Calls['holdBooking']>) {
      const { bookingId: key, itemRef: itemId } = request;
      ledger.asks({ key, kind: 'hold', itemId });
      const answer = await ask('holdBooking', request);
      const body = answer.outcome === 'held' ? answer.booking : { code: answer.outcome };
      ledger.answered(key, {
        status: answer.outcome === 'held' ? 201 : 409,
        body: JSON.stringify(body),
      });
      return answer;
    },
    /** The gateway replays the first good answer for ever, so only that one is noted. */
    async command(
      kind: 'approve' | 'reject' | 'cancel' | 'select-method',
      bookingId: string,
      send: () => Promise<contracts.BookingAnswer>,
    ) {
      const key = randomUUID();
      ledger.asks({ key, kind, bookingId });
      const answer = await send();
      ledger.answered(
        key,
        answer.ok
          ? { status: 200, body: JSON.stringify(answer.booking) }
          : { status: 409, body: JSON.stringify(answer.refusal) },
      );
      return answer;
    },
  };
}
