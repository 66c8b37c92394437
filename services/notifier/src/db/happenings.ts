import { isoTime } from '@karcis/contracts';
import { type RawBuilder, sql } from 'kysely';

/** What happened to a booking, of which somebody is to hear. */
export type Happening = {
  readonly bookingId: string;
  readonly bookingVersion: number;
  readonly occurredAt: Date;
  /** Later nobody wants to hear of it. */
  readonly sendBefore: Date;
};

/** Many as one parameter, since the driver writes arrays element by element, and an on-sale moment has thousands a second. */
export const toJson = (happenings: readonly Happening[]): string =>
  JSON.stringify(
    happenings.map((one) => ({
      booking_id: one.bookingId,
      booking_version: one.bookingVersion,
      occurred_at: isoTime(one.occurredAt),
      send_before: isoTime(one.sendBefore),
    })),
  );

/** Rows `happening` of a JSON value. */
export const asRows = (json: RawBuilder<unknown>) => sql`json_to_recordset(${json}) as happening (
  booking_id uuid, booking_version integer, occurred_at timestamptz, send_before timestamptz)`;
