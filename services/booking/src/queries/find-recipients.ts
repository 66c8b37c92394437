import type { findRecipient, ResponseOf } from '@karcis/contracts';
import type { Db } from '../db/schema.ts';
import { findBookings, type Tokens } from './find-bookings.ts';

type Answer = ResponseOf<typeof findRecipient>;

/** How to write to the owners of these bookings, in the order asked; null where there is none. */
export async function findRecipients(
  db: Db,
  tokens: Tokens,
  ids: readonly string[],
): Promise<Answer[]> {
  const views = await findBookings(
    db,
    tokens,
    ids.map((id) => ({ id })),
  );
  const rows = await db
    .selectFrom('bookings')
    .select(['id', 'language'])
    .where('id', 'in', [...ids])
    .execute();
  const languages = new Map(rows.map(({ id, language }) => [id, language]));

  return views.map((booking) => {
    const language = booking && languages.get(booking.id);
    if (!booking || !language) return { recipient: null };
    const { name, contact } = booking;
    return {
      recipient: {
        name,
        whatsapp: contact.whatsapp ?? null,
        email: contact.email ?? null,
        language,
        booking,
      },
    };
  });
}
