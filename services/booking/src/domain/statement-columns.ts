/** Where in a line what is wanted stands; -1 where there is no such column. */
export type StatementColumns = {
  readonly date: number;
  readonly description: number;
  /** One column for both ways, or two of their own. */
  readonly amount: number;
  readonly credit: number;
  readonly debit: number;
  /** CR or DB beside `amount`. */
  readonly mark: number;
  readonly count: number;
};

const DATE = /^(tanggal|tgl|date|waktu|(transaction|posting|post|value|trx) date)\b/;
const DESCRIPTION =
  /^(keterangan|deskripsi|description|uraian|remarks?|berita|narasi|narrative|details?|rincian|transaction (details?|description))\b/;
const CREDIT =
  /^(mutasi |nominal |jumlah )?(kredit|credit|masuk|uang masuk|dana masuk|setoran|deposit|pemasukan)\b/;
const DEBIT =
  /^(mutasi |nominal |jumlah )?(debit|debet|keluar|uang keluar|dana keluar|penarikan|withdrawal|pengeluaran)\b/;
const AMOUNT = /^(jumlah|nominal|amount|mutasi|nilai|transaction amount|total)\b/;
const MARK =
  /^(d k|k d|db cr|cr db|d c|c d|dc|dk|dbcr|db kr|debi?e?t kredit|kredit debi?e?t|debit credit|credit debit|jenis|tipe|type|jenis transaksi|jenis mutasi)$/;

/** Guesses the columns by the headers that exports of Indonesian banks have; undefined for a line that is no header. */
export function guessColumns(cells: readonly string[]): StatementColumns | undefined {
  const names = cells.map((cell) =>
    cell
      .toLowerCase()
      .replaceAll(/[^a-z]+/g, ' ')
      .trim(),
  );
  const find = (pattern: RegExp) =>
    names.findIndex((name) => pattern.test(name) && (pattern === MARK || !MARK.test(name)));

  const [date, credit, debit, amount] = [find(DATE), find(CREDIT), find(DEBIT), find(AMOUNT)];
  if (date === -1 || (credit === -1 && amount === -1)) return undefined;

  const isSplit = credit !== -1 && debit !== -1;
  const isOne = !isSplit && amount !== -1 && amount !== credit;
  const unnamed = isOne && names[amount + 1] === '' ? amount + 1 : -1;
  const named = find(MARK);
  return {
    date,
    description: find(DESCRIPTION),
    amount: isOne ? amount : -1,
    credit: isOne ? -1 : credit,
    debit: isOne ? -1 : debit,
    mark: isOne ? (named === -1 ? unnamed : named) : -1,
    count: cells.length,
  };
}
