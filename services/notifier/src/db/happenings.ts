import { type RawBuilder, sql } from 'kysely';

/** What happened to a booking, of which somebody is to hear. */
export type Happening = {
  readonly bookingId: string;
  readonly bookingVersion: number;
  readonly occurredAt: Date;
  /** Later nobody wants to hear of it. */
  readonly sendBefore: Date;
};

/** Many as JSON, made once for all statements that take them: an on-sale moment has thousands a second. */
export type Happenings = string & { readonly __brand: 'happenings' };

export const toJson = (happenings: readonly Happening[]): Happenings =>
  JSON.stringify(
    happenings.map((one) => ({
      booking_id: one.bookingId,
      booking_version: one.bookingVersion,
      occurred_at: one.occurredAt,
      send_before: one.sendBefore,
    })),
  ) as Happenings;

/** Rows `happening` of a JSON value. */
export const asRows = (json: RawBuilder<unknown>) => sql`json_to_recordset(${json}) as happening (
  booking_id uuid, booking_version integer, occurred_at timestamptz, send_before timestamptz)`;
