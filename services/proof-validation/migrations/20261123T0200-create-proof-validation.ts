import { addMessagingTables } from '@karcis/messaging';
import { type Kysely, sql } from 'kysely';

/** Proofs and organisers' pictures, the files that nobody owns, and how bookings ended. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addMessagingTables(db);

  // A proof outlives its file: hash and verdict stay.
  await sql`
    create table proofs (
      id uuid primary key,
      booking_id uuid not null,
      status text not null check (status in ('accepted', 'refused')),
      code text,
      mime text check (mime in ('image/jpeg', 'image/png', 'application/pdf')),
      size integer not null check (size between 0 and 10485760),
      sha256 text not null check (length(sha256) = 64),
      file_key text unique,
      file_size integer,
      preview_key text unique,
      uploaded_at timestamptz not null default clock_timestamp(),
      deleted_at timestamptz,
      check ((status = 'refused') = (code is not null)),
      check ((status = 'accepted') = (mime is not null)),
      check ((file_key is not null) = (status = 'accepted' and deleted_at is null)),
      check ((file_key is null) = (file_size is null)),
      check (preview_key is null or file_key is not null)
    )`.execute(db);
  await sql`create index proofs_with_file on proofs (booking_id) where file_key is not null`.execute(
    db,
  );
  await sql`create index proofs_of_hash on proofs (sha256) where status = 'accepted'`.execute(db);

  await sql`
    create table images (
      id uuid primary key,
      sha256 text not null,
      created_at timestamptz not null default clock_timestamp()
    )`.execute(db);
  await sql`
    create table image_sizes (
      image_id uuid not null references images (id),
      width integer not null,
      file_key text not null unique,
      primary key (image_id, width)
    )`.execute(db);

  await sql`
    create table loose_files (
      key text primary key,
      doomed boolean not null default false,
      since timestamptz not null default clock_timestamp()
    )`.execute(db);

  await sql`
    create table booking_ends (
      booking_id uuid primary key,
      version integer not null,
      outcome text not null check (outcome in ('rejected', 'expired', 'cancelled', 'paid')),
      ended_at timestamptz not null
    )`.execute(db);
}
