import { Booking, instant, Item, ItemSummary, listOf, PaymentMethod } from '@karcis/contracts';
import sharp from 'sharp';
import { z } from 'zod';
import type { Chapter } from '../cast.ts';
import { sample } from '../people.ts';

/** The whole journey: list, detail, hold, method, photo, review, approval, and what is kept of the photo. */
export const transfer: Chapter = async ({ story, organiser, guest }) => {
  story.chapter('Siti pays by bank transfer and uploads a photo of it');
  const siti = guest('Siti Aminah');
  const { id, url } = await organiser.createItem({ title: 'Kelas keramik', capacity: 10 });

  const list = listOf(ItemSummary).extend({ serverTime: instant });
  await story.expect(200, list, 'GET', '/api/items?status=OPEN&limit=5');
  const item = await story.expect(200, Item, 'GET', `/api/items/${url.replace('/x/', '')}`);
  story.check(`3 of 10 places may be held at a time`, item.availability.holdPool === 3);

  const held = await siti.hold(id);
  story.check('the hold ends in 15 minutes', lifetimeMs(held) === 900_000);
  const methods = z.object({ data: z.array(PaymentMethod) });
  const { data } = await story.expect(200, methods, 'GET', `/api/items/${id}/payment-methods`);
  if (data[0]) {
    await story.expect(200, Booking, 'POST', `/api/bookings/${held.id}/select-method`, {
      token: held.ownerToken,
      body: { methodId: data[0].id },
    });
  }
  await siti.pay(held, 'transfer.jpg', 'image/jpeg');
  const paid = await organiser.approve(held.id);
  story.check('the booking is PAID', paid.state === 'PAID');

  const { proof, auditIntact } = await organiser.inspect(held.id);
  const kept = await story.ask('GET', `/api/admin/proofs/${proof?.id}/file`, {
    token: organiser.apiKey,
  });
  const before = (await sharp(await sample('transfer.jpg')).metadata()).exif;
  const after = (await sharp(kept.bytes).metadata()).exif;
  story.check('the photo told camera and place', hasGps(before) && mentionsCamera(before));
  story.check('the kept file is a picture without EXIF and GPS', kept.status === 200 && !after);
  story.check('the audit trail is intact', auditIntact);

  const stranger = await story.ask('GET', `/api/bookings/${held.code}`);
  story.check('a stranger reads S***i A***h', (stranger.json as Booking).name === 'S***i A***h');
};

const lifetimeMs = ({ createdAt, holdExpiresAt }: Booking) =>
  Date.parse(holdExpiresAt ?? createdAt) - Date.parse(createdAt);

const mentionsCamera = (exif: Buffer | undefined) => Boolean(exif?.includes('Sample Phone'));

const GPS_POINTER = 0x8825;

/** Looks through the first directory of the EXIF block (a TIFF file behind 6 bytes) for the pointer to GPS data. */
function hasGps(exif: Buffer | undefined): boolean {
  const tiff = exif?.subarray(6);
  if (!tiff) return false;
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const read16 = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const tags = Array.from({ length: read16(directory) }, (_, n) => read16(directory + 2 + 12 * n));
  return tags.includes(GPS_POINTER);
}
