import type { Tx as AnyTx } from '@karcis/db';
import type { ColumnType, Generated, Kysely } from 'kysely';
import type { AllowedType, ImageFormat } from '../domain/file-limits.ts';
import type { BookingEnd, FileRefusal } from '../domain/proof.ts';

/** Set by the database when left out. */
type Instant = ColumnType<Date, Date | undefined, Date>;

export type ProofsTable = {
  id: string;
  booking_id: string;
  status: 'accepted' | 'refused';
  code: FileRefusal | null;
  mime: AllowedType | null;
  /** Of the file as it came, in bytes. */
  size: number;
  /** Of the file as it came, hex. */
  sha256: string;
  /** Where the cleaned file is, and its bytes. */
  file_key: string | null;
  file_size: number | null;
  preview_key: string | null;
  uploaded_at: Instant;
  deleted_at: Date | null;
};

export type ImagesTable = {
  id: string;
  sha256: string;
  created_at: Instant;
};

export type ImageSizesTable = {
  image_id: string;
  format: ImageFormat;
  width: number;
  file_key: string;
};

/** Files that no row above owns: being stored, or to be removed. */
export type LooseFilesTable = {
  key: string;
  doomed: Generated<boolean>;
  since: Instant;
};

export type BookingEndsTable = {
  booking_id: string;
  version: number;
  outcome: BookingEnd;
  ended_at: Date;
};

export type ErasedBookingsTable = {
  booking_id: string;
  at: Instant;
};

export type ProofDatabase = {
  proofs: ProofsTable;
  images: ImagesTable;
  image_sizes: ImageSizesTable;
  loose_files: LooseFilesTable;
  booking_ends: BookingEndsTable;
  erased_bookings: ErasedBookingsTable;
};

export type Db = Kysely<ProofDatabase>;
export type Tx = AnyTx<ProofDatabase>;
