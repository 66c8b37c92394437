import type { Shape } from './drawing.ts';
import { type Weight, widthOf } from './fonts.ts';

export type TextStyle = {
  readonly size: number;
  readonly weight: Weight;
  readonly fill: string;
  readonly align?: 'left' | 'center' | 'right';
  /** More than these end in an ellipsis. */
  readonly linesMax?: number;
};

export type SetText = {
  readonly shapes: readonly Shape[];
  /** Where the next thing may begin. */
  readonly bottom: number;
};

const LINE_HEIGHT = 1.32;
/** From the top of a line to its baseline. */
const ASCENT = 1.02;

// Controls, and the marks that turn the direction of the text after them.
const HIDDEN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** Sets a text in a column, its upper left corner at `x`, `y`. */
export function setText(
  text: string,
  x: number,
  y: number,
  width: number,
  style: TextStyle,
): SetText {
  const { size, weight, fill, align = 'left', linesMax = Number.POSITIVE_INFINITY } = style;
  const fits = (line: string) => widthOf(line, weight, size) <= width;
  const lines = shorten(breakLines(text.replace(HIDDEN, ' '), fits), linesMax, fits);

  const shapes = lines.map((line, index): Shape => {
    const space = align === 'left' ? 0 : width - widthOf(line, weight, size);
    return {
      kind: 'text',
      x: x + (align === 'center' ? space / 2 : space),
      y: y + size * (ASCENT + index * LINE_HEIGHT),
      text: line,
      size,
      weight,
      fill,
    };
  });
  return { shapes, bottom: y + lines.length * size * LINE_HEIGHT };
}

function shorten(lines: string[], max: number, fits: (line: string) => boolean): string[] {
  if (lines.length <= max) return lines;
  let last = lines[max - 1] ?? '';
  while (last && !fits(`${last}…`)) last = [...last].slice(0, -1).join('');
  return [...lines.slice(0, max - 1), `${last.trimEnd()}…`];
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
      if (line && !fits(line + letter)) {
        lines.push(line);
        line = '';
      }
      line += letter;
    }
  }
  return line ? [...lines, line] : lines;
}
