import type { Chapter } from '../cast.ts';
import { sample } from '../people.ts';

/** Files that are none: each is refused for its own reason, and the hold goes on. */
export const refusedFiles: Chapter = async ({ story, organiser, guest }) => {
  story.chapter('Putri uploads files that are not proofs');
  const { id } = await organiser.createItem({ title: 'Tur kota tua' });
  const putri = guest('Putri Ayu');
  const held = await putri.hold(id);

  const photo = await sample('transfer.jpg');
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  );
  for (const [what, name, bytes, status, code] of [
    ['an SVG called .png', 'proof.png', svg, 415, 'file-type-not-allowed'],
    ['half a photo', 'half.jpg', photo.subarray(0, photo.length / 2), 422, 'file-unreadable'],
    [
      'a PDF with a script',
      'bill.pdf',
      await sample('transfer-with-script.pdf'),
      422,
      'file-unsafe',
    ],
    [
      '10 MB and a byte',
      'big.jpg',
      Buffer.alloc(10 * 1024 * 1024 + 1, photo),
      413,
      'file-too-large',
    ],
  ] as const) {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(bytes)]), name);
    await story.refuse(status, code, 'POST', `/api/bookings/${held.id}/proof`, {
      token: held.ownerToken,
      form,
    });
    const { state } = await putri.waitFor(held, 'HOLD');
    story.check(`${what} is refused, and the hold lives on`, state === 'HOLD');
  }
  const inReview = await putri.pay(held, 'transfer.jpg', 'image/jpeg');
  story.check('a real photo still gets through', inReview.state === 'REVIEW');
};
