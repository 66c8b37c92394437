import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { unwrapWoff } from './unwrap-woff.ts';

/** Of a font of opentype.js, what we use: the types that are published for it bring a browser's globals into every service. */
type Font = {
  /** 0 where the font has no such letter. */
  charToGlyphIndex(letter: string): number;
  getAdvanceWidth(text: string, size: number): number;
  getPath(text: string, x: number, y: number, size: number): { toPathData(digits: number): string };
};
const require = createRequire(import.meta.url);
const opentype = require('opentype.js') as { parse(bytes: ArrayBuffer): Font };

export type Weight = 'regular' | 'bold' | 'heavy';

const WEIGHTS: Readonly<Record<Weight, string>> = { regular: '500', bold: '700', heavy: '800' };
/** The font comes in parts by script; the first one that has a letter draws it. */
const SCRIPTS = ['latin', 'latin-ext', 'vietnamese', 'cyrillic-ext'] as const;

/** One file of the font, with the name that a PDF knows it by. */
export type Face = { readonly name: string; readonly bytes: Buffer; readonly font: Font };

/** A piece of text that one file has all letters of. */
export type Run = { readonly text: string; readonly face: Face };

const faces = new Map<string, Face>();

function faceOf(weight: Weight, script: (typeof SCRIPTS)[number]): Face {
  const name = `plus-jakarta-sans-${script}-${WEIGHTS[weight]}-normal`;
  const known = faces.get(name);
  if (known) return known;

  const url = import.meta.resolve(`@fontsource/plus-jakarta-sans/files/${name}.woff`);
  const bytes = unwrapWoff(readFileSync(fileURLToPath(url)));
  const face = { name, bytes, font: opentype.parse(new Uint8Array(bytes).buffer) };
  faces.set(name, face);
  return face;
}

/** Splits a text where another file of the font is needed. Letters that none has are drawn as the first one's empty box. */
export function runsOf(text: string, weight: Weight): Run[] {
  const runs: { text: string; face: Face }[] = [];
  for (const letter of text) {
    const face = faceWith(letter, weight);
    const last = runs.at(-1);
    if (last?.face === face) last.text += letter;
    else runs.push({ text: letter, face });
  }
  return runs;
}

function faceWith(letter: string, weight: Weight): Face {
  for (const script of SCRIPTS) {
    const face = faceOf(weight, script);
    if (face.font.charToGlyphIndex(letter) > 0) return face;
  }
  return faceOf(weight, 'latin');
}

/** How wide a text is at `size`, in the same unit. */
export const widthOf = (text: string, weight: Weight, size: number): number =>
  runsOf(text, weight).reduce((sum, run) => sum + run.face.font.getAdvanceWidth(run.text, size), 0);
