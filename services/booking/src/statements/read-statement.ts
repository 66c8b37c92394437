import { type StatementColumns, guessColumns } from '../domain/statement-columns.ts';
import { type BrokenReason, type CreditLine, readLine } from '../domain/statement-line.ts';
import { type CsvRecord, cellsOf, readCells } from './read-cells.ts';
import { UnreadableStatement } from './refusal.ts';
import { type TextLine, splitLines } from './split-lines.ts';

export type NumberedCredit = CreditLine & { readonly line: number };
export type BrokenLine = { readonly line: number; readonly reason: BrokenReason };

/** What some hundred lines say. */
export type StatementBatch = {
  readonly lines: number;
  readonly credits: readonly NumberedCredit[];
  readonly debits: number;
  readonly broken: readonly BrokenLine[];
};

export const STATEMENT_LINES_MAX = 100_000;
/** Banks tell whose account it is, and for which time, before the table begins. */
const LINES_BEFORE_HEADER_MAX = 40;
const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Reads a bank's CSV while it comes, whatever its delimiter and columns. What cannot be understood is told by its line, and
 * costs no other line. `latestDay` is today, for days without a year.
 * @throws UnreadableStatement when it is no such table, or too long a one
 */
export async function* readStatement(
  chunks: AsyncIterable<Uint8Array>,
  latestDay: string,
): AsyncGenerator<StatementBatch, void, undefined> {
  const lines = counted(splitLines(chunks));
  const { columns, delimiter } = await findHeader(lines);
  for await (const records of readCells(lines, delimiter, columns.count)) {
    yield toBatch(records, columns, latestDay);
  }
}

async function* counted(lines: AsyncIterable<TextLine>) {
  for await (const line of lines) {
    if (line.number > STATEMENT_LINES_MAX + LINES_BEFORE_HEADER_MAX) {
      throw new UnreadableStatement('too-many-lines');
    }
    yield line;
  }
}

async function findHeader(
  lines: AsyncIterator<TextLine>,
): Promise<{ columns: StatementColumns; delimiter: string }> {
  for (let count = 0; count < LINES_BEFORE_HEADER_MAX; count += 1) {
    const line = (await lines.next()).value as TextLine | undefined;
    if (!line) break;
    for (const delimiter of DELIMITERS) {
      const columns = guessColumns(cellsOf(line.text ?? '', delimiter) ?? []);
      if (columns) return { columns, delimiter };
    }
  }
  throw new UnreadableStatement('no-columns');
}

function toBatch(
  records: readonly CsvRecord[],
  columns: StatementColumns,
  latestDay: string,
): StatementBatch {
  const credits: NumberedCredit[] = [];
  const broken: BrokenLine[] = [];
  let debits = 0;
  for (const { line, cells } of records) {
    if (!cells) {
      broken.push({ line, reason: 'unreadable' });
      continue;
    }
    const read = readLine(cells, columns, latestDay);
    if (read.kind === 'credit') {
      const { kind: _, ...credit } = read;
      credits.push({ line, ...credit });
    } else if (read.kind === 'broken') broken.push({ line, reason: read.reason });
    else if (read.kind === 'debit') debits += 1;
  }
  return { lines: records.length, credits, debits, broken };
}
