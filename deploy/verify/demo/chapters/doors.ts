import {
  Booking,
  CheckInAnswer,
  DoorList,
  HeldBooking,
  SyncCheckInsAnswer,
} from '@karcis/contracts';
import { randomUUID } from 'node:crypto';
import type { Chapter } from '../cast.ts';

const PATH = '/api/admin/check-in';

/** Three places in one booking, and a ticket that two doors see in the same moment. */
export const doors: Chapter = async ({ story, organiser, guest }) => {
  story.chapter('Dewi books for three; one of them shows the same ticket at two doors at once');
  const { id: itemId } = await organiser.createItem({
    title: 'Pentas malam',
    capacity: 20,
    maxPerBooking: 3,
  });
  const attendees = ['Dewi Lestari', 'Eko Prasetyo', 'Fitri Handayani'].map((name) => ({ name }));
  const held = await story.expect(201, HeldBooking, 'POST', '/api/bookings/hold', {
    body: { itemId, name: 'Dewi Lestari', quantity: 3, attendees },
  });
  const mine = { token: held.ownerToken };
  await story.refuse(409, 'ticket-not-ready', 'GET', `/api/bookings/${held.code}/ticket.pdf`, mine);
  await guest('Dewi Lestari').pay(held, 'transfer.png', 'image/png');
  await organiser.approve(held.id);

  const { tickets } = await story.expect(200, Booking, 'GET', `/api/bookings/${held.code}`, mine);
  const tokens = tickets.map(({ token }) => token ?? '');
  story.check('three tickets, each with a token of its own', new Set(tokens).size === 3);
  const pdf = await story.ask('GET', `/api/bookings/${held.code}/ticket.pdf`, mine);
  story.check('they come as a PDF', pdf.bytes.subarray(0, 5).toString() === '%PDF-');
  const calendar = await story.ask('GET', `/api/bookings/${held.code}/calendar.ics`);
  story.check(
    'and as a calendar entry',
    calendar.bytes.toString().startsWith('BEGIN:VCALENDAR\r\n'),
  );
  await story.ask('GET', '/.well-known/jwks.json');

  const atDoor = (door: string, ticket: object, key?: string) =>
    story.ask('POST', PATH, {
      token: organiser.apiKey,
      body: { ...ticket, door, itemId },
      ...(key && { key }),
    });
  const answers = await Promise.all(
    ['Pintu Timur', 'Pintu Barat'].map((door) => atDoor(door, { token: tokens[0] })),
  );
  const statuses = answers.map(({ status }) => status).toSorted();
  story.check('one door lets it in, the other says where it came in', `${statuses}` === '200,409');
  const [first, second] = answers.map(({ json }) => json as { door?: string; code?: string });
  const refused = first?.code ? first : second;
  const letIn = CheckInAnswer.parse(answers.find(({ status }) => status === 200)?.json);
  story.check('the second door names the first', refused?.door === letIn.ticket.door);

  const key = randomUUID();
  const [once, again] = [
    await atDoor('Pintu Timur', { token: tokens[1] }, key),
    await atDoor('Pintu Timur', { token: tokens[1] }, key),
  ];
  story.check('a repeat under the key gets the same bytes', once.bytes.equals(again.bytes));
  const forged = `${tokens[2]?.slice(0, -8)}AAAAAAAA`;
  await story.refuse(422, 'ticket-invalid', 'POST', PATH, {
    token: organiser.apiKey,
    body: { token: forged },
  });

  story.chapter('A door without a network wrote two entries down, and sends them later');
  const at = new Date().toISOString();
  const synced = await story.expect(200, SyncCheckInsAnswer, 'POST', `${PATH}/sync`, {
    token: organiser.apiKey,
    body: {
      itemId,
      entries: [tokens[1], tokens[2]].map((token) => ({
        id: randomUUID(),
        token,
        at,
        door: 'Pintu Utara',
      })),
    },
  });
  const outcomes = synced.entries.map(({ outcome }) => outcome);
  story.check('one came in twice, the other counts', `${outcomes}` === 'double-entry,accepted');
  const list = await story.expect(200, DoorList, 'GET', `/api/admin/items/${itemId}/tickets`, {
    token: organiser.apiKey,
  });
  story.check('all three are in', list.counts.checkedIn === 3 && list.counts.total === 3);
};
