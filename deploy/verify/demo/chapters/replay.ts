import { randomUUID } from 'node:crypto';
import type { Chapter } from '../cast.ts';

/** A request whose answer was lost is sent again under its key. */
export const replay: Chapter = async ({ story, organiser }) => {
  story.chapter('Lina presses the button twice');
  const { id: itemId } = await organiser.createItem({ title: 'Kelas memasak' });
  const key = randomUUID();
  const hold = (name: string) =>
    story.ask('POST', '/api/bookings/hold', { key, body: { itemId, name } });

  const first = await hold('Lina Marlina');
  const second = await hold('Lina Marlina');
  story.check(
    'the same answer, byte for byte',
    first.status === 201 && first.bytes.equals(second.bytes),
  );
  story.check('marked as a replay', second.headers.get('idempotency-replayed') === 'true');

  await story.refuse(422, 'idempotency-key-reused', 'POST', '/api/bookings/hold', {
    key,
    body: { itemId, name: 'Orang Lain' },
  });
  const { json } = await story.ask('GET', `/api/items/${itemId}`);
  const { availability } = json as { availability: { holdActive: number } };
  story.check('one place is held, not two', availability.holdActive === 1);
};
