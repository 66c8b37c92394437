/** What a bank wrote as an amount. `sign` is null where it does not say which way the money went. */
export type StatementAmount = {
  readonly rupiah: number;
  /** Hundredths of a rupiah, which interest has and a transfer never does. */
  readonly sen: number;
  readonly sign: Sign | null;
};
export type Sign = 'credit' | 'debit';

const CURRENCY = /^(?:rp\.?|idr)\s*/i;
const MARK = /^(?<before>cr|db|dr)?\.?\s*(?<number>.*?)\s*(?<after>cr|db|dr|k|d|c)?\.?$/i;
const SIGNS: Readonly<Record<string, Sign>> = {
  cr: 'credit',
  c: 'credit',
  k: 'credit',
  kr: 'credit',
  kredit: 'credit',
  credit: 'credit',
  '+': 'credit',
  db: 'debit',
  dr: 'debit',
  d: 'debit',
  debet: 'debit',
  debit: 'debit',
  '-': 'debit',
};
/** As exact as a number is, with room for the sen. */
const DIGITS_MAX = 13;

/** What a mark says: CR, K, Kredit, + or DB, D, Debet, -. Undefined for anything else. */
export const parseSign = (text: string): Sign | undefined =>
  SIGNS[text.trim().replace(/\.$/, '').toLowerCase()];

/**
 * Reads `1.234.567,00`, `1,234,567.00`, `1234567`, each with `Rp`, `CR`/`DB`, a sign or brackets. One separator before three
 * digits groups thousands, before one or two it begins the sen. Undefined for whatever is not surely an amount.
 */
export function parseStatementAmount(text: string): StatementAmount | undefined {
  const plain = text.replaceAll(/[\u00a0\u202f]/g, ' ').trim();
  const bracketed = /^\((.*)\)$/.exec(plain);
  const { before, number = '', after } = MARK.exec(bracketed?.[1]?.trim() ?? plain)?.groups ?? {};
  const signed = /^(?<first>[+-]?)\s*(?<body>.*?)\s*(?<last>[+-]?)$/.exec(
    number.replace(CURRENCY, ''),
  )?.groups;
  const marks = [bracketed && '-', before, after, signed?.['first'], signed?.['last']].filter(
    (mark) => mark !== undefined && mark !== null && mark !== '',
  );
  const signs = new Set(marks.map((mark) => parseSign(mark as string)));
  const money = parseNumber((signed?.['body'] ?? '').replace(CURRENCY, ''));
  if (!money || signs.size > 1) return undefined;
  return { ...money, sign: [...signs][0] ?? null };
}

const ENGLISH = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?$/;
const INDONESIAN = /^(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?$/;

/** At most one of the two readings fits: where both do, there is no separator. */
function parseNumber(text: string): { rupiah: number; sen: number } | undefined {
  const [, whole = '', fraction = ''] = INDONESIAN.exec(text) ?? ENGLISH.exec(text) ?? [];
  const digits = whole.replaceAll(/[.,]/g, '');
  if (digits === '' || digits.length > DIGITS_MAX) return undefined;
  return { rupiah: Number(digits), sen: Number(fraction.padEnd(2, '0')) };
}
