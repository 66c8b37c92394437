import { beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { drawPreview } from '../src/pictures/draw-preview.ts';
import { setText } from '../src/pictures/set-text.ts';

const facts = {
  when: 'Sabtu',
  location: 'Bandung',
  seed: '7GK2M9QX',
  photo: undefined,
  name: 'Karcis',
};

// Another file of tests in this process may have taken every loader away, as proof-validation does.
beforeAll(() => sharp.unblock({ operation: ['VipsForeignLoad'] }));

describe('an item’s picture for chats', () => {
  it('is as large as chats want it, whatever the title is', async () => {
    for (const title of ['Keramik', `<svg/onload> & ${'panjang '.repeat(40)}`, 'x'.repeat(160)]) {
      const png = await drawPreview({ ...facts, title });
      expect(await sharp(png).metadata()).toMatchObject({
        format: 'png',
        width: 1200,
        height: 630,
      });
    }
  });

  it('is made of the photo where there is one', async () => {
    const photo = await sharp({
      create: { width: 640, height: 900, channels: 3, background: '#00ff00' },
    })
      .webp()
      .toBuffer();
    const png = await drawPreview({ ...facts, title: 'Keramik', photo });
    const [, green] = (await sharp(png).stats()).channels;
    const [, without] = (await sharp(await drawPreview({ ...facts, title: 'Keramik' })).stats())
      .channels;
    expect(green!.mean).toBeGreaterThan(without!.mean * 2);
  });

  it('sets long titles in as many lines as fit, the last one ending in an ellipsis', () => {
    const line = { px: 60, weight: 'bold', width: 600 } as const;
    const one = setText('Kelas Keramik', { ...line, lines: 3 });
    const many = setText('Kelas Keramik '.repeat(30), { ...line, lines: 3 });
    expect(many.height).toBeCloseTo(one.height * 3);
    expect(setText('', { ...line, lines: 1 }).path).toBe('');
  });
});
