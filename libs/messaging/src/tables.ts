import { type Kysely, sql } from 'kysely';

/** The tables of outbox and inbox. Each service calls this in its first migration. */
export async function addMessagingTables(db: Kysely<unknown>): Promise<void> {
  // `published_at` without `stream_seq`: its time passed before it could be sent. The id is a uuid v7, so its
  // order is the order of writing, and age needs no index of its own.
  await sql`
    create table outbox (
      id uuid primary key,
      subject text not null,
      payload text not null,
      traceparent text,
      relevant_until timestamptz,
      created_at timestamptz not null default clock_timestamp(),
      published_at timestamptz,
      stream_seq bigint
    ) with (autovacuum_vacuum_scale_factor = 0.02)`.execute(db);
  await sql`create index outbox_unpublished on outbox (id) where published_at is null`.execute(db);
  // Two events with one sequence: the stream lost its tail in between.
  await sql`
    create unique index outbox_stream_seq on outbox (stream_seq) where stream_seq is not null`.execute(
    db,
  );

  await sql`
    create table outbox_marks (
      stream text primary key,
      incarnation text not null,
      seq bigint not null,
      event_id uuid
    )`.execute(db);

  await sql`
    create table inbox (
      consumer text not null,
      event_id uuid not null,
      handled_at timestamptz not null default clock_timestamp(),
      primary key (consumer, event_id)
    )`.execute(db);

  await sql`
    create table dead_letters (
      id uuid primary key default uuidv7(),
      stream text not null,
      durable text not null,
      message_key text not null,
      subject text not null,
      payload text not null,
      error text not null,
      attempts integer not null,
      created_at timestamptz not null default clock_timestamp(),
      replayed_at timestamptz,
      unique (stream, durable, message_key)
    )`.execute(db);
}
