/** A cell that a spreadsheet would run. */
const FORMULA = /^\s*[=+\-@\t\r|%]/;
const NEEDS_QUOTES = /[",\r\n]/;

/** Lets a spreadsheet know that the text is UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** One line of RFC 4180 CSV. Text that a spreadsheet would take for a formula gets an apostrophe in front. */
export const csvLine = (cells: readonly (string | number | null | undefined)[]) =>
  `${cells.map(toCell).join(',')}\r\n`;

function toCell(value: string | number | null | undefined): string {
  if (typeof value === 'number') return String(value);
  if (!value) return '';

  const text = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
