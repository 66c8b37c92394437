import { readSvg } from '@karcis/testing';
import encodeQR from 'qr';
import sharp from 'sharp';

const FRAMES = 4;

/** A film (Motion JPEG: pictures one after the other) of a code that is held up in front of a camera. */
export async function showToCamera(text: string): Promise<Buffer> {
  const svg = encodeQR(text, 'svg', { border: 4 });
  const drawn = await readSvg(svg, 600);
  const code = await drawn
    .resize(460, 460, { kernel: 'nearest' })
    .flatten({ background: '#ffffff' })
    .png()
    .toBuffer();
  const picture = await sharp({
    create: { width: 640, height: 480, channels: 3, background: '#c9b8a4' },
  })
    .composite([{ input: code }])
    .jpeg({ quality: 95 })
    .toBuffer();
  return Buffer.concat(Array.from({ length: FRAMES }, () => picture));
}
