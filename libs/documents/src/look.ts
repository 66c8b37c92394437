import type { Shape } from './drawing/drawing.ts';
import { setText, type SetText, type TextStyle } from './drawing/set-text.ts';

/** The light palette of the pages. */
export const colour = {
  paper: '#fbf8f3',
  surface: '#ffffff',
  ink: '#221c16',
  muted: '#655a4e',
  line: '#e5dccf',
  accent: '#ad411d',
  accentDeep: '#8c3315',
  accentLight: '#c96f43',
  onAccent: '#ffffff',
  onAccentSoft: '#fbe8dd',
  good: '#1c6844',
  goodSoft: '#e1f2e8',
  wait: '#7c5200',
  waitSoft: '#faefd2',
  bad: '#a11d3a',
  badSoft: '#fce6ea',
} as const;

/** The mark beside the name: a ticket, in a square of 32 units. */
const MARK =
  'M4 8a2 2 0 0 1 2-2h20a2 2 0 0 1 2 2v4.5a3.5 3.5 0 0 0 0 7V24a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-4.5a3.5 3.5 0 0 0 0-7Z';

/** Kawung: four leaves that meet, in a square of 80 units; the cloth of items without a picture. */
const LEAVES = [
  'M40 40Q28.4 11.6 0 0Q11.6 28.4 40 40Z',
  'M40 40Q68.4 28.4 80 0Q51.6 11.6 40 40Z',
  'M40 40Q51.6 68.4 80 80Q68.4 51.6 40 40Z',
  'M40 40Q11.6 51.6 0 80Q28.4 68.4 40 40Z',
].join('');
const SEED = 'M35.5 40a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z';
const TILE = 80;

/** A strip of cloth, as many whole tiles as fit between `x` and `x + width`. */
export function cloth(x: number, y: number, width: number, height: number): Shape[] {
  const scale = height / TILE;
  const count = Math.floor(width / height);
  const inset = (width - count * height) / 2;
  return Array.from({ length: count }, (_, index) => x + inset + index * height).flatMap((left) => [
    { kind: 'path', d: LEAVES, x: left, y, scale, fill: colour.accentLight } as const,
    { kind: 'path', d: SEED, x: left, y, scale, fill: colour.onAccentSoft } as const,
  ]);
}

/** The mark and the project's name, `size` high. */
export function brand(name: string, x: number, y: number, size: number, fill: string): Shape[] {
  return [
    { kind: 'path', d: MARK, x, y: y - size * 0.1, scale: (size * 1.3) / 32, fill },
    ...setText(name, x + size * 1.6, y, 200, { size, weight: 'heavy', fill, linesMax: 1 }).shapes,
  ];
}

/** A small name above what it names. Nothing where there is nothing to say. */
export function labelled(
  label: string,
  text: string,
  x: number,
  y: number,
  width: number,
  style: Partial<TextStyle> = {},
): SetText {
  const name = setText(label, x, y, width, {
    size: 8.5,
    weight: 'regular',
    fill: colour.muted,
    ...(style.align && { align: style.align }),
  });
  const value = setText(text, x, name.bottom + 1, width, {
    size: 12,
    weight: 'bold',
    fill: colour.ink,
    ...style,
  });
  return { shapes: [...name.shapes, ...value.shapes], bottom: value.bottom };
}
