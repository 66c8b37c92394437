import type { Exchange } from './exchange.ts';

const OWNER_COOKIE = /^karcis_owner_([0-9A-HJKMNP-TV-Z]{12})$/;
/** Of how many of a visitor's bookings we look whether they are for this item. */
const LOOKED_AT_MAX = 4;

/** The code of a booking of this browser that still holds a place of the item. */
export async function findOwnHold(
  { api, cookies }: Exchange,
  itemId: string,
): Promise<string | null> {
  const codes = Object.keys(cookies).flatMap((name) => OWNER_COOKIE.exec(name)?.[1] ?? []);
  const answers = await Promise.all(
    codes.slice(-LOOKED_AT_MAX).map((code) => api.findBooking(code)),
  );
  for (const answer of answers) {
    if (!answer.ok) continue;
    const { item, state, code } = answer.data;
    if (item.id === itemId && state === 'HOLD' && 'contact' in answer.data) return code;
  }
  return null;
}
