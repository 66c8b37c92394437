import type { Chapter } from '../cast.ts';

/** The same road with the other two kinds of file. */
export const otherFiles: Chapter = async ({ story, organiser, guest }) => {
  story.chapter('Budi uploads a PNG screenshot, Dewi a PDF receipt');
  const { id } = await organiser.createItem({ title: 'Konser akustik' });

  for (const [name, file, type] of [
    ['Budi Santoso', 'transfer.png', 'image/png'],
    ['Dewi Lestari', 'transfer.pdf', 'application/pdf'],
  ] as const) {
    const person = guest(name);
    const held = await person.hold(id);
    const inReview = await person.pay(held, file, type);
    story.check(`it was recognised as ${type}`, inReview.proof?.mime === type);
    const { state } = await organiser.approve(held.id);
    story.check('the booking is PAID', state === 'PAID');
  }
};
