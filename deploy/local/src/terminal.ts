import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colours only where a person looks: on a terminal, without NO_COLOR. */
export const paint = (style: Style, text: string) =>
  styleText(style, text, { stream: process.stdout });

/** Seconds with one decimal, for people. */
export const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
