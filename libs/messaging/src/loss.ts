import type { JetStreamManager } from '@nats-io/jetstream';
import { type Pool } from './outbox.ts';
import { createStream, findStream, isStreamMissing, recreateStream } from './stream.ts';

/** The last thing this service knows to be in its stream. */
export type Mark = {
  /** When the stream was made: another time, another stream. */
  readonly incarnation: string;
  readonly seq: number;
  readonly eventId: string | null;
};

/** Something that cannot happen in a stream that kept all it acknowledged. */
export type Evidence = { readonly incarnation: string; readonly reason: string };

export type Verdict =
  | { readonly sound: true; readonly incarnation: string }
  | { readonly sound: false; readonly reason: string };

export async function findMark(
  pool: Pick<Pool, 'query'>,
  stream: string,
): Promise<Mark | undefined> {
  const { rows } = await pool.query<Mark>(
    'select incarnation, seq, event_id as "eventId" from outbox_marks where stream = $1',
    [stream],
  );
  return rows[0];
}

/**
 * Compares the stream with the mark, which was read before: JetStream acknowledges before its disk has
 * it, and a server that lost its tail says nothing and numbers on from there.
 */
export async function examine(
  jsm: JetStreamManager,
  stream: string,
  mark: Mark | undefined,
): Promise<Verdict> {
  const reached = await furthestRead(jsm, stream);
  const info = await findStream(jsm, stream);
  if (!info) return lost('it does not exist');
  if (!mark) return lost('it was not made by this database');
  if (info.created !== mark.incarnation) return lost('it is not the one that took our events');
  if (info.state.last_seq < mark.seq) {
    return lost(`it ends at ${info.state.last_seq}, before ${mark.seq}`);
  }
  // Whoever read what nobody acknowledged to us would take the next event of that number for read.
  if (info.state.last_seq < reached) {
    return lost(`it ends at ${info.state.last_seq}, and was read to ${reached}`);
  }
  // What aged away cannot be compared any more, and neither can it be missed.
  if (mark.seq === 0 || info.state.first_seq > mark.seq) return sound(info.created);

  const message = await jsm.streams.getMessage(stream, { seq: mark.seq });
  const eventId = message?.header.get('Nats-Msg-Id');
  return eventId === mark.eventId ? sound(info.created) : lost(`${mark.seq} is another event`);
}

/** The highest sequence that any reader was sent. Asked before the stream's end is, which in a healthy stream is never before it. */
async function furthestRead(jsm: JetStreamManager, stream: string): Promise<number> {
  let reached = 0;
  try {
    for await (const { delivered } of jsm.consumers.list(stream)) {
      reached = Math.max(reached, delivered.stream_seq);
    }
  } catch (error) {
    if (!isStreamMissing(error)) throw error;
  }
  return reached;
}

const sound = (incarnation: string): Verdict => ({ sound: true, incarnation });
const lost = (reason: string): Verdict => ({ sound: false, reason });

export type Repair = {
  readonly incarnation: string;
  /** Why it was made anew; null when somebody else had repaired it meanwhile, or there was nothing to refill. */
  readonly refilled: string | null;
};

/**
 * Makes the stream anew and the kept rows unpublished, so that the relay sends them again, oldest first.
 * One replica at a time, which looks again first. A crash in between leaves the mark of the old
 * stream, so the next look finds a loss again.
 */
export async function repair(
  pool: Pool,
  jsm: JetStreamManager,
  stream: string,
  { replicas, evidence }: { readonly replicas: number; readonly evidence?: Evidence | undefined },
): Promise<Repair> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(${lockOf(stream)})`);
    const outcome = await repairLocked(client, jsm, stream, replicas, evidence);
    await client.query('commit');
    return outcome;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function repairLocked(
  client: Pick<Pool, 'query'>,
  jsm: JetStreamManager,
  stream: string,
  replicas: number,
  evidence: Evidence | undefined,
): Promise<Repair> {
  await client.query('select from outbox_marks where stream = $1 for update', [stream]);
  const mark = await findMark(client, stream);
  const verdict = await examine(jsm, stream, mark);
  const proven = evidence !== undefined && evidence.incarnation === mark?.incarnation;
  if (verdict.sound && !proven) return { incarnation: verdict.incarnation, refilled: null };

  const isFirst = !mark && !(await findStream(jsm, stream));
  const { created } = isFirst
    ? await createStream(jsm, stream, replicas)
    : await recreateStream(jsm, stream, replicas);
  await client.query(
    `insert into outbox_marks (stream, incarnation, seq) values ($1, $2, 0)
     on conflict (stream) do update set incarnation = excluded.incarnation, seq = 0, event_id = null`,
    [stream, created],
  );
  await unpublish(client);

  const reason = verdict.sound ? evidence?.reason : verdict.reason;
  return { incarnation: created, refilled: isFirst ? null : (reason ?? 'unknown') };
}

const UNPUBLISH_PAGE = 20_000;

/** In pages, since each statement has a time limit and a busy week has many rows. The poll sets aside whose time passed. */
async function unpublish(client: Pick<Pool, 'query'>): Promise<void> {
  let last = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await client.query<{ last: string | null }>(
      `with page as (
         select id from outbox where id > $1 and published_at is not null order by id limit $2
       ), reset as (
         update outbox set published_at = null, stream_seq = null
         from page where outbox.id = page.id
       )
       select max(id::text) as last from page`,
      [last, UNPUBLISH_PAGE],
    );
    const reached = rows[0]?.last;
    if (!reached) return;
    last = reached;
  }
}

/** Held while a stream is repaired and while leftovers are sent: one at a time, whatever the number of replicas. */
export const lockOf = (stream: string) => `hashtextextended('karcis relay ${stream}', 0)`;
