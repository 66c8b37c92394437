import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import opentype, { type Font } from 'opentype.js';

export type Weight = 'medium' | 'bold';

/** Text as an outline: what draws SVG knows only the fonts of the machine, and those differ. */
export type Outline = { readonly path: string; readonly height: number };

const WEIGHTS: Readonly<Record<Weight, string>> = { medium: '500', bold: '800' };
const LINE_HEIGHT = 1.14;

const fonts = new Map<Weight, Font>();

function fontOf(weight: Weight): Font {
  const known = fonts.get(weight);
  if (known) return known;

  const file = `plus-jakarta-sans-latin-${WEIGHTS[weight]}-normal.woff`;
  const bytes = readFileSync(
    fileURLToPath(import.meta.resolve(`@fontsource/plus-jakarta-sans/files/${file}`)),
  );
  const font = opentype.parse(new Uint8Array(bytes).buffer);
  fonts.set(weight, font);
  return font;
}

/** Sets a text in lines of at most `width` pixels, at most `lines` of them; the last one ends in an ellipsis when there is more. */
export function setText(
  text: string,
  { px, weight, width, lines }: { px: number; weight: Weight; width: number; lines: number },
): Outline {
  const font = fontOf(weight);
  const fits = (line: string) => font.getAdvanceWidth(line, px) <= width;

  const set = breakLines(text, fits);
  const shown = set.slice(0, lines);
  const last = shown.at(-1);
  if (set.length > lines && last !== undefined) {
    let cut = last;
    while (cut && !fits(`${cut}…`)) cut = cut.slice(0, -1);
    shown[shown.length - 1] = `${cut.trimEnd()}…`;
  }

  const path = shown
    .map((line, index) => font.getPath(line, 0, px + index * px * LINE_HEIGHT, px).toPathData(1))
    .join('');
  return { path, height: shown.length * px * LINE_HEIGHT };
}

/** At spaces, and inside a word where that alone is too long. */
function breakLines(text: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line) lines.push(line);
    line = '';
    for (const letter of word) {
      if (!fits(line + letter)) {
        lines.push(line);
        line = '';
      }
      line += letter;
    }
  }
  return line ? [...lines, line] : lines;
}
