import type { NatsConnection } from '@nats-io/transport-node';
import {
  type DeadLetter,
  type DeadLetterService,
  listDeadLetters,
  replayDeadLetter,
  uuid,
} from '@karcis/contracts';
import type { Database } from '@karcis/db';
import type { Consumer } from './consumer.ts';
import { type DeadLetterRow, findDeadLetter, listDeadLetterRows } from './dead-letters.ts';
import type { Log } from './log.ts';
import { type Server, each, serve } from './serve.ts';

export type ServeDeadLettersOptions<D> = {
  readonly nc: NatsConnection;
  readonly service: DeadLetterService;
  readonly database: Pick<Database<D>, 'db'>;
  readonly consumers: readonly Consumer[];
  readonly log?: Log;
};

/** Shows what the service's consumers set aside, and runs it again when asked: with effect once, however often. */
export function serveDeadLetters<D>(options: ServeDeadLettersOptions<D>): Server {
  const { nc, service, consumers, log } = options;
  const { db } = options.database;
  const serving = { queue: service, ...(log && { log }) };

  const list = serve(
    nc,
    listDeadLetters(service),
    each(async ({ limit, cursor }) => {
      if (cursor !== undefined && !uuid.safeParse(cursor).success)
        return { badCursor: true as const };
      const rows = await listDeadLetterRows(db, { limit: limit + 1, cursor });
      const page = rows.slice(0, limit);
      return {
        data: page.map((row) => toLetter(service, row)),
        nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
      };
    }),
    serving,
  );

  const replay = serve(
    nc,
    replayDeadLetter(service),
    each(async ({ id }) => {
      const row = await findDeadLetter(db, id);
      if (!row) return { replayed: false, letter: null };

      const replayed = row.replayedAt !== null || (await readerOf(row)?.replay(row)) === true;
      const now = await findDeadLetter(db, id);
      return { replayed, letter: toLetter(service, now ?? row) };
    }),
    serving,
  );

  const readerOf = ({ stream, durable }: DeadLetterRow) =>
    consumers.find((consumer) => consumer.stream === stream && consumer.durable === durable);

  return {
    async stop() {
      await Promise.all([list.stop(), replay.stop()]);
    },
  };
}

const toLetter = (service: string, row: DeadLetterRow): DeadLetter => ({
  id: row.id,
  service,
  durable: row.durable,
  subject: row.subject,
  error: row.error,
  attempts: row.attempts,
  createdAt: row.createdAt.toISOString(),
  replayedAt: row.replayedAt?.toISOString() ?? null,
});
