import sharp from 'sharp';
import { TILE, artOf } from '../../app/items/art.ts';
import { setText } from './set-text.ts';

export type Preview = {
  readonly title: string;
  readonly when: string;
  readonly location: string;
  /** Chooses the cloth where there is no photo. */
  readonly seed: string;
  readonly photo: Buffer | undefined;
  readonly name: string;
};

const WIDTH = 1200;
const HEIGHT = 630;
const MARGIN = 72;
const TEXT_WIDTH = WIDTH - 2 * MARGIN;
const LINES_MAX = 3;
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">`;
/** Longer titles are set smaller. */
const TITLE_SIZES = [
  { upTo: 34, px: 84 },
  { upTo: 70, px: 66 },
];
const TITLE_PX_MIN = 54;
const SMALL = { px: 30, weight: 'medium', width: TEXT_WIDTH, lines: 1 } as const;

/** A PNG of 1200 × 630: the photo or cloth, darkened from below, with the title in our own type on it. */
export async function drawPreview(preview: Preview): Promise<Buffer> {
  const { title, when, location, name, photo, seed } = preview;
  const { px } = TITLE_SIZES.find(({ upTo }) => title.length <= upTo) ?? { px: TITLE_PX_MIN };
  // From below upwards, each with the room above it.
  const rows = [
    { outline: setText(location, SMALL), gap: 8 },
    { outline: setText(when.replaceAll('\u2060', ''), SMALL), gap: 26 },
    {
      outline: setText(title, { px, weight: 'bold', width: TEXT_WIDTH, lines: LINES_MAX }),
      gap: 0,
    },
  ];

  let top = HEIGHT - MARGIN;
  const words = rows.map(({ outline, gap }) => {
    top -= outline.height;
    const placed = `<path transform="translate(${MARGIN} ${top})" d="${outline.path}"/>`;
    if (outline.path) top -= gap;
    return placed;
  });
  const mark = setText(name, { px: 36, weight: 'bold', width: TEXT_WIDTH, lines: 1 });
  words.push(`<path transform="translate(${MARGIN} 52)" d="${mark.path}"/>`);

  const text = Buffer.from(`${SVG}${SHADE}<g fill="#fff">${words.join('')}</g></svg>`);
  const ground = photo ? await coverWith(photo) : clothOf(seed);
  return sharp(ground)
    .composite([{ input: text }])
    .png({ compressionLevel: 9 })
    .toBuffer();
}

const coverWith = (photo: Buffer) =>
  sharp(photo, { failOn: 'error' }).resize(WIDTH, HEIGHT, { fit: 'cover' }).png().toBuffer();

function clothOf(seed: string): Buffer {
  const { ground, figure, spark, motif, turn } = artOf(seed);
  const scale = 1.6;
  return Buffer.from(
    `${SVG}<defs><pattern id="cloth" width="${TILE}" height="${TILE}" patternUnits="userSpaceOnUse" ` +
      `patternTransform="rotate(${turn}) scale(${scale})">` +
      `<path d="${motif.figure}" fill="${figure}"/><path d="${motif.spark}" fill="${spark}"/></pattern></defs>` +
      `<rect width="100%" height="100%" fill="${ground}"/>` +
      `<rect width="100%" height="100%" fill="url(#cloth)"/></svg>`,
  );
}

/** Makes white text readable on any picture. */
const SHADE =
  `<defs><linearGradient id="shade" x1="0" y1="0" x2="0" y2="1">` +
  `<stop offset="0" stop-color="#15120f" stop-opacity="0.62"/>` +
  `<stop offset="0.32" stop-color="#15120f" stop-opacity="0.3"/>` +
  `<stop offset="1" stop-color="#15120f" stop-opacity="0.9"/></linearGradient></defs>` +
  `<rect width="100%" height="100%" fill="url(#shade)"/>`;
