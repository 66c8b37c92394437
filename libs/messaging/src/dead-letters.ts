import { type Kysely, sql } from 'kysely';

/** A message that its consumer gave up on, with all that is needed to run it again. */
export type DeadLetterRow = {
  readonly id: string;
  readonly stream: string;
  readonly durable: string;
  readonly subject: string;
  readonly payload: string;
  readonly error: string;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly replayedAt: Date | null;
};

export type NewDeadLetter = Omit<DeadLetterRow, 'id' | 'createdAt' | 'replayedAt'> & {
  /** The event's id, or what else tells this message from others: a redelivery adds no second letter. */
  readonly messageKey: string;
};

const columns = sql`id, stream, durable, subject, payload, error, attempts,
  created_at as "createdAt", replayed_at as "replayedAt"`;

/** True when it is a new letter, false when the message had one already. */
export async function insertDeadLetter<D>(
  db: Kysely<D>,
  { stream, durable, messageKey, subject, payload, error, attempts }: NewDeadLetter,
): Promise<boolean> {
  const { rows } = await sql<{ isNew: boolean }>`
    insert into dead_letters (stream, durable, message_key, subject, payload, error, attempts)
    values (${stream}, ${durable}, ${messageKey}, ${subject}, ${storable(payload)}, ${error}, ${attempts})
    on conflict (stream, durable, message_key) do update
      set error = excluded.error, attempts = excluded.attempts
    returning xmax = 0 as "isNew"`.execute(db);
  return rows[0]?.isNew ?? false;
}

/** Newest first, before the letter `cursor`. */
export async function listDeadLetterRows<D>(
  db: Kysely<D>,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<DeadLetterRow[]> {
  const { rows } = await sql<DeadLetterRow>`
    select ${columns} from dead_letters
    where ${cursor ?? null}::uuid is null or id < ${cursor ?? null}::uuid
    order by id desc limit ${limit}`.execute(db);
  return rows;
}

export async function findDeadLetter<D>(
  db: Kysely<D>,
  id: string,
): Promise<DeadLetterRow | undefined> {
  const { rows } = await sql<DeadLetterRow>`
    select ${columns} from dead_letters where id = ${id}`.execute(db);
  return rows[0];
}

export async function markReplayed<D>(db: Kysely<D>, id: string): Promise<void> {
  await sql`
    update dead_letters set replayed_at = clock_timestamp()
    where id = ${id} and replayed_at is null`.execute(db);
}

export async function noteFailedReplay<D>(db: Kysely<D>, id: string, error: string): Promise<void> {
  await sql`
    update dead_letters set error = ${error}, attempts = attempts + 1 where id = ${id}`.execute(db);
}

/** Postgres keeps no zero character in a text; a message that broke its contract may hold one. */
const storable = (text: string) => text.replaceAll('\0', '�');
