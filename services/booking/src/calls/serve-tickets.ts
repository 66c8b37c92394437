import * as contracts from '@karcis/contracts';
import type { RequestOf } from '@karcis/contracts';
import { each, serve, type Server, type Transact } from '@karcis/messaging';
import type { Logger } from '@karcis/telemetry';
import type { NatsConnection } from '@nats-io/transport-node';
import { checkIn, readTicket, undoCheckIn } from '../commands/check-in.ts';
import { operationOf, syncCheckIns } from '../commands/sync-check-ins.ts';
import type { BookingDatabase, Db } from '../db/schema.ts';
import { listTickets } from '../queries/list-tickets.ts';
import type { TicketTokens } from '../tickets/ticket-tokens.ts';

export type TicketCallDeps = {
  readonly nc: NatsConnection;
  readonly db: Db;
  readonly transact: Transact<BookingDatabase>;
  readonly tokens: TicketTokens;
  readonly log: Logger;
};

/** What doors ask: who may come in, and that somebody did. */
export function serveTickets({ nc, db, transact, tokens, log }: TicketCallDeps): Server[] {
  const commandsAtOnce = { queue: 'booking', maxInFlight: 64, maxItems: 256, log };
  const queriesAtOnce = { queue: 'booking', maxInFlight: 2, maxItems: 256, log };

  async function letIn(request: RequestOf<typeof contracts.checkIn>) {
    const read = await readTicket(tokens, request);
    if ('invalid' in read) {
      const refusal = { code: 'ticket-invalid', reason: read.invalid } as const;
      return { ok: false, refusal } as const;
    }
    const { entryId, operation } = request;
    const asked = { ...request, operation: entryId ? operationOf(entryId) : operation };
    return transact(({ trx }) => checkIn(trx, read.id, asked));
  }

  return [
    serve(nc, contracts.checkIn, each(letIn), commandsAtOnce),
    serve(
      nc,
      contracts.undoCheckIn,
      each((request) => transact(({ trx }) => undoCheckIn(trx, request.ticketId, request))),
      commandsAtOnce,
    ),
    serve(
      nc,
      contracts.syncCheckIns,
      each(async (request) => ({ entries: await syncCheckIns({ transact, tokens }, request) })),
      commandsAtOnce,
    ),
    serve(
      nc,
      contracts.listTickets,
      each((request) => listTickets(db, request)),
      queriesAtOnce,
    ),
    serve(
      nc,
      contracts.findTicketKeys,
      each(async () => tokens.keySet),
      queriesAtOnce,
    ),
  ];
}
