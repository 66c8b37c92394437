import { UnreadableStatement } from './refusal.ts';

export type TextLine = {
  /** As an editor counts it, from 1. */
  readonly number: number;
  /** Null where the line is too long to be one of a statement. */
  readonly text: string | null;
};

const LINE_CHARACTERS_MAX = 8_192;
const UTF_16 = [0xff, 0xfe];

/**
 * Splits a file into its lines while it comes, UTF-8 or UTF-16 as spreadsheets save it. Keeps no more than one line.
 * @throws UnreadableStatement for what is no text
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<TextLine, void, undefined> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let rest = '';
  let isTooLong = false;
  let number = 0;

  const line = (text: string): TextLine => {
    const wasTooLong = isTooLong || text.length > LINE_CHARACTERS_MAX;
    isTooLong = false;
    number += 1;
    return { number, text: wasTooLong ? null : text };
  };

  for await (const chunk of withTwoBytesFirst(chunks)) {
    decoder ??= new TextDecoder(
      UTF_16.every((byte, at) => chunk[at] === byte) ? 'utf-16le' : 'utf-8',
    );
    rest += decoder.decode(chunk, { stream: true });
    if (rest.includes('\0')) throw new UnreadableStatement('not-text');
    // A return at the very end may be the first half of a line break.
    const end = rest.endsWith('\r') ? rest.length - 1 : rest.length;
    const lines = rest.slice(0, end).split(/\r\n|\n|\r/);
    const last = lines.pop() ?? '';
    for (const text of lines) yield line(text);
    if (last.length > LINE_CHARACTERS_MAX) isTooLong = true;
    rest = (isTooLong ? '' : last) + rest.slice(end);
  }
  rest += decoder?.decode() ?? '';
  if (rest.trim() !== '' || isTooLong) yield line(rest.replace(/\r$/, ''));
}

/** The first two bytes tell how the rest is written. */
async function* withTwoBytesFirst(chunks: AsyncIterable<Uint8Array>) {
  let first: Uint8Array | undefined;
  let hasBegun = false;
  for await (const chunk of chunks) {
    if (hasBegun) {
      yield chunk;
      continue;
    }
    first = first ? Buffer.concat([first, chunk]) : chunk;
    if (first.length < UTF_16.length) continue;
    hasBegun = true;
    yield first;
  }
  if (!hasBegun && first) yield first;
}
