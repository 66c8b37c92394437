import { setTimeout as pause } from 'node:timers/promises';
import type { Chapter } from '../cast.ts';
import { formWith } from '../people.ts';

const HOLD_SECONDS = 3;
const SHOWN_WITHIN_MS = 5_000;

/** A hold runs out: the place is free at that instant, and whoever pays later is told so. */
export const expiry: Chapter = async ({ story, organiser, guest }) => {
  story.chapter(`Joko lets his hold run out (${HOLD_SECONDS} s, for this item only)`);
  const { id } = await organiser.createItem({
    title: 'Kursi singkat',
    capacity: 1,
    holdTtlSeconds: HOLD_SECONDS,
  });
  const joko = guest('Joko Susilo');
  const held = await joko.hold(id);
  await pause(Date.parse(held.holdExpiresAt ?? '') - Date.parse(held.serverTime));

  const next = await guest('Maya Sari').hold(id);
  story.check('the place was free at once', next.item.id === id);
  await story.refuse(409, 'hold-expired', 'POST', `/api/bookings/${held.id}/proof`, {
    token: held.ownerToken,
    form: await formWith('transfer.png', 'image/png'),
  });
  const expired = await joko.waitFor(held, 'EXPIRED');
  const lateMs = Date.parse(expired.serverTime) - Date.parse(held.holdExpiresAt ?? '');
  story.check(
    `EXPIRED shows ${(lateMs / 1000).toFixed(1)} s after the end`,
    lateMs <= SHOWN_WITHIN_MS,
  );
};
