import { parse } from 'csv-parse/sync';
import type { TextLine } from './split-lines.ts';

/** A record of the file; cells are null where its quotes never end or make no sense. */
export type CsvRecord = { readonly line: number; readonly cells: readonly string[] | null };

/** A cell may go over a few lines. One whose quote was forgotten must not swallow the rest of the file. */
const JOINED_LINES_MAX = 8;
/** As many at once as make parsing cheap and hold nobody up. */
const BATCH = 2_000;

/** The cells of one line by itself; undefined if it is not exactly one record. */
export function cellsOf(text: string, delimiter: string): string[] | undefined {
  const records = parseAll(text, delimiter);
  return records?.length === 1 ? records[0] : undefined;
}

/** Reads records in batches. A record that is broken costs its first line and no other. */
export async function* readCells(
  lines: AsyncIterator<TextLine>,
  delimiter: string,
  columns: number,
): AsyncGenerator<CsvRecord[], void, undefined> {
  const again: TextLine[] = [];
  let simple: TextLine[] = [];
  const next = async () => again.shift() ?? ((await lines.next()).value as TextLine | undefined);

  for (let line = await next(); line; line = await next()) {
    if (line.text === null || !opensQuote(line.text, delimiter)) {
      simple.push(line);
      if (simple.length < BATCH) continue;
      yield parseLines(simple, delimiter);
      simple = [];
      continue;
    }
    const { joined, text } = await join(line, delimiter, next);
    const cells = text === undefined ? undefined : cellsOf(text, delimiter);
    const isWhole = cells?.length === columns;
    if (!isWhole) again.unshift(...joined.slice(1));
    yield [...parseLines(simple, delimiter), { line: line.number, cells: isWhole ? cells : null }];
    simple = [];
  }
  yield parseLines(simple, delimiter);
}

/** Adds lines until the quote is closed; `text` is undefined if it never is. */
async function join(
  first: TextLine,
  delimiter: string,
  next: () => Promise<TextLine | undefined>,
): Promise<{ joined: TextLine[]; text: string | undefined }> {
  const joined = [first];
  let text = first.text ?? '';
  while (joined.length < JOINED_LINES_MAX) {
    const line = await next();
    if (!line) break;
    joined.push(line);
    if (line.text === null) break;
    text += `\n${line.text}`;
    if (!opensQuote(text, delimiter)) return { joined, text };
  }
  return { joined, text: undefined };
}

function parseLines(lines: readonly TextLine[], delimiter: string): CsvRecord[] {
  const texts = lines.map(({ text }) => text ?? '');
  const together = lines.length > 0 ? parseAll(texts.join('\n'), delimiter) : [];
  const isOneEach = together?.length === lines.length;
  return lines.map(({ number, text }, index) => ({
    line: number,
    cells:
      text === null ? null : ((isOneEach ? together[index] : cellsOf(text, delimiter)) ?? null),
  }));
}

function parseAll(text: string, delimiter: string): string[][] | undefined {
  try {
    return parse(`${text}\n`, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      trim: true,
      record_delimiter: '\n',
    });
  } catch {
    return undefined;
  }
}

/** Whether a quoted cell begins in the text and does not end in it. A quote in the middle of a cell is a character as any. */
function opensQuote(text: string, delimiter: string): boolean {
  if (!text.includes('"')) return false;
  let isInside = false;
  let isFresh = true;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isInside) {
      if (character !== '"') continue;
      if (text[at + 1] === '"') at += 1;
      else isInside = false;
    } else if (character === delimiter || character === '\n') isFresh = true;
    else if (character === '"' && isFresh) {
      isInside = true;
      isFresh = false;
    } else if (character !== ' ') isFresh = false;
  }
  return isInside;
}
