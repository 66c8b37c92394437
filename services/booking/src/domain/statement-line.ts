import { parseSign, parseStatementAmount, type StatementAmount } from './statement-amount.ts';
import type { StatementColumns } from './statement-columns.ts';
import { parseStatementDay } from './statement-day.ts';

/** Money that came in. */
export type CreditLine = {
  readonly day: string;
  readonly description: string;
  readonly rupiah: number;
  readonly sen: number;
};

export type BrokenReason = 'columns' | 'date' | 'amount' | 'unreadable';

export type ReadLine =
  | ({ readonly kind: 'credit' } & CreditLine)
  | { readonly kind: 'debit' | 'other' }
  | { readonly kind: 'broken'; readonly reason: BrokenReason };

const broken = (reason: BrokenReason): ReadLine => ({ kind: 'broken', reason });
const OTHER: ReadLine = { kind: 'other' };

/** How a bank begins lines that are no transactions: sums beneath them, and what is not booked yet. */
const NO_TRANSACTION =
  /^(saldo|total|sub ?total|mutasi|kredit|credit|debi?e?t|jumlah|opening|closing|ending|starting|periode|period|pend)/i;
const DESCRIPTION_MAX = 200;

/** What a line below the header says. */
export function readLine(
  cells: readonly string[],
  columns: StatementColumns,
  latestDay: string,
): ReadLine {
  const cell = (index: number) => (index === -1 ? '' : (cells[index] ?? '').trim());
  if (cells.every((each) => each.trim() === '')) return OTHER;

  const date = cell(columns.date).replace(/^'/, '').trim();
  if (NO_TRANSACTION.test(date)) return OTHER;
  if (cells.length < Math.max(columns.amount, columns.credit) + 1) return broken('columns');

  const day = parseStatementDay(date, latestDay);
  if (!day) return date === '' && isSum(cells) ? OTHER : broken('date');

  const amount = columns.amount === -1 ? ofTwo(cell, columns) : ofOne(cell, columns);
  if (!amount) return broken('amount');
  if (amount.sign === 'debit' || (amount.rupiah === 0 && amount.sen === 0))
    return { kind: 'debit' };

  const { rupiah, sen } = amount;
  const description = cell(columns.description).replaceAll(/\s+/g, ' ').slice(0, DESCRIPTION_MAX);
  return { kind: 'credit', day, description: description.toWellFormed(), rupiah, sen };
}

/** A line of sums has no date, and words such as `Total` somewhere. */
const isSum = (cells: readonly string[]) => cells.some((cell) => NO_TRANSACTION.test(cell.trim()));

type Cell = (index: number) => string;

function ofOne(cell: Cell, { amount, mark }: StatementColumns): StatementAmount | undefined {
  const parsed = parseStatementAmount(cell(amount));
  if (!parsed || mark === -1 || cell(mark) === '') return parsed;
  const sign = parseSign(cell(mark)) ?? wordSign(cell(mark));
  // A sign that contradicts its mark is nobody's to guess, but a minus beside DB says the same twice.
  if (!sign || (parsed.sign !== null && parsed.sign !== sign)) return undefined;
  return { ...parsed, sign };
}

/** `Transfer Masuk`, `Uang Keluar`. */
function wordSign(text: string) {
  if (/masuk|kredit|credit|incoming/i.test(text)) return 'credit' as const;
  return /keluar|debi?e?t|outgoing|tarik/i.test(text) ? ('debit' as const) : undefined;
}

function ofTwo(cell: Cell, { credit, debit }: StatementColumns): StatementAmount | undefined {
  const came = parseCell(cell(credit));
  const went = parseCell(cell(debit));
  if (came === undefined || went === undefined) return undefined;
  if (came && (came.rupiah > 0 || came.sen > 0)) return { ...came, sign: came.sign ?? 'credit' };
  return { rupiah: 0, sen: 0, sign: went ? 'debit' : null };
}

/** Null for a cell that says nothing. */
const parseCell = (text: string) =>
  text === '' || text === '-' ? null : parseStatementAmount(text);
