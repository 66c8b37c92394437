import { HeldBooking } from '@karcis/contracts';
import type { Chapter } from '../cast.ts';

/** Two ask for the only place in the same moment. */
export const rivals: Chapter = async ({ story, organiser, guest }) => {
  story.chapter('Agus and Rina want the last place in the same moment');
  const { id: itemId } = await organiser.createItem({ title: 'Meja terakhir', capacity: 1 });

  const names = ['Agus Wijaya', 'Rina Kartika'];
  const answers = await Promise.all(
    names.map((name) => story.ask('POST', '/api/bookings/hold', { body: { itemId, name } })),
  );
  const codes = answers.map(({ json }) => (json as { code: string }).code);
  const winner = answers.findIndex(({ status }) => status === 201);
  const loser = 1 - winner;
  story.check('exactly one has it', answers.filter(({ status }) => status === 201).length === 1);
  story.check('the other hears that the queue is full', codes[loser] === 'hold-pool-full');
  story.check('and when to come again', Boolean(answers[loser]?.headers.get('retry-after')));

  const held = HeldBooking.parse(answers[winner]?.json);
  await guest(names[winner] ?? '').pay(held, 'transfer.png', 'image/png');
  await story.refuse(409, 'sold-out', 'POST', '/api/bookings/hold', {
    body: { itemId, name: names[loser] },
  });
};
