import { describe, expect, it } from '@jest/globals';
import { guessColumns } from './statement-columns.ts';
import { readLine } from './statement-line.ts';

const read = (header: string, line: string, delimiter = '|') => {
  const columns = guessColumns(header.split(delimiter));
  if (!columns) return undefined;
  return readLine(line.split(delimiter), columns, '2026-11-25');
};

describe('a line of a bank statement', () => {
  it.each([
    [
      'Tanggal|Keterangan|Cabang|Jumlah||Saldo',
      "'25/11/2026|TRSF E-BANKING|0000|150,123.00|CR|9.00",
    ],
    [
      'Tanggal Transaksi|Keterangan|Cabang|Jumlah|Saldo',
      '25/11/2026|TRSF E-BANKING|0|150,123.00 CR|9',
    ],
    ['Date|Description|Debit|Credit|Balance', '25/11/2026|TRSF E-BANKING||150.123,00|9'],
    ['Tgl Trx|Uraian|Debet|Kredit|Saldo', '25-11-2026|TRSF E-BANKING|0,00|150.123,00|9'],
    ['Tanggal|Nominal|D/K|Deskripsi', '25 Nov 2026|Rp150.123|K|TRSF E-BANKING'],
    ['Posting Date|Remarks|Amount|Type', '2026-11-25|TRSF E-BANKING|150123.00|Credit'],
    ['Tanggal|Keterangan|Mutasi|Jenis Transaksi', '25/11/26|TRSF E-BANKING|150.123|Transfer Masuk'],
    ['Tanggal|Keterangan|Uang Masuk|Uang Keluar', '25/11/26|TRSF E-BANKING|150.123|-'],
  ])('is read under the header %s', (header, line) => {
    expect(read(header, line)).toEqual({
      kind: 'credit',
      day: '2026-11-25',
      description: 'TRSF E-BANKING',
      rupiah: 150_123,
      sen: 0,
    });
  });

  it.each([
    ['Tanggal|Keterangan|Jumlah', '25/11/2026|Tarik|1,000.00 DB'],
    ['Tanggal|Keterangan|Jumlah', '25/11/2026|Tarik|-1.000'],
    ['Tanggal|Keterangan|Debit|Kredit', '25/11/2026|Tarik|1.000|'],
    ['Tanggal|Nominal|DB/CR', '25/11/2026|1.000|DB'],
  ])('of money that went away is no credit: %s', (header, line) => {
    expect(read(header, line)).toEqual({ kind: 'debit' });
  });

  it.each([
    ['|||', 'other'],
    ['Saldo Awal|:|1.000,00|', 'other'],
    ['PEND|TRSF|150.123|CR', 'other'],
    ['|Total|1.000|', 'other'],
    ['kapan?|TRSF|150.123|CR', 'date'],
    ['25/11/2026|TRSF|seratus|CR', 'amount'],
    ['25/11/2026|TRSF|150.123|entah', 'amount'],
    ['25/11/2026|TRSF|-150.123|CR', 'amount'],
    ['25/11/2026', 'columns'],
  ])('is told as what it is: %s', (line, what) => {
    const got = read('Tanggal|Keterangan|Jumlah|DB/CR', line);
    expect(got?.kind === 'broken' ? got.reason : got?.kind).toBe(what);
  });

  it('is not looked for under what is no header', () => {
    for (const line of ['Nama|Studio Tanah', 'Tanggal cetak|25/11/2026', 'Keterangan|Jumlah', '']) {
      expect(guessColumns(line.split('|'))).toBeUndefined();
    }
  });
});
