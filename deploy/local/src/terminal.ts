import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Asked once: it costs more than the rest of a line, and an on-sale moment logs thousands a second. */
const hasColours = styleText('dim', 'x', { stream: process.stdout }) !== 'x';

/** Colours only where a person looks: on a terminal, without NO_COLOR. */
export const paint = (style: Style, text: string) =>
  hasColours ? styleText(style, text, { validateStream: false }) : text;

/** Seconds with one decimal, for people. */
export const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
