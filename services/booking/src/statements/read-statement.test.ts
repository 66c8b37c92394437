import { describe, expect, it } from '@jest/globals';
import { type StatementBatch, STATEMENT_LINES_MAX, readStatement } from './read-statement.ts';

async function* inPieces(bytes: Uint8Array, size = 4_096) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string | Uint8Array, size?: number): Promise<StatementBatch> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const all = { lines: 0, credits: [], debits: 0, broken: [] } as StatementBatch;
  let sum = all;
  for await (const batch of readStatement(inPieces(bytes, size), '2026-11-25')) {
    sum = {
      lines: sum.lines + batch.lines,
      credits: [...sum.credits, ...batch.credits],
      debits: sum.debits + batch.debits,
      broken: [...sum.broken, ...batch.broken],
    };
  }
  return sum;
}

const HEADER = 'Tanggal,Keterangan,Jumlah,Saldo';
const credit = (amount: string, words = 'TRSF') => `25/11/2026,${words},"${amount} CR","9.00"`;

describe('readStatement', () => {
  it('finds the table beneath what banks write above it, and knows their sums from lines', async () => {
    const text = [
      'Informasi Rekening',
      'No. rekening,:,1234567890',
      'Periode,:,01/11/2026 - 25/11/2026',
      '',
      HEADER,
      credit('150,123.00'),
      '25/11/2026,Biaya,"6,500.00 DB","9.00"',
      'Saldo Awal,:,"1.00",',
    ].join('\r\n');
    const { credits, debits, broken } = await read(text);
    expect(credits).toMatchObject([{ line: 6, rupiah: 150_123, day: '2026-11-25' }]);
    expect([debits, broken]).toEqual([1, []]);
  });

  it.each([';', '\t', '|'])('takes %j between cells', async (delimiter) => {
    const text = `Tanggal,Keterangan,Kredit\n25/11/2026,TRSF,150.123\n`.replaceAll(',', delimiter);
    expect((await read(text)).credits).toMatchObject([{ rupiah: 150_123 }]);
  });

  it('reads UTF-8 with a mark and UTF-16, in pieces of any size', async () => {
    const text = `${HEADER}\r\n${credit('150.123,00', 'Dewi – é')}\r\n`;
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    for (const size of [1, 2, 3, 7, 4_096]) {
      for (const bytes of [Buffer.from(`\uFEFF${text}`), utf16]) {
        expect((await read(bytes, size)).credits).toMatchObject([
          { rupiah: 150_123, description: 'Dewi – é' },
        ]);
      }
    }
  });

  it('loses one line to a quote that never ends, and none behind it', async () => {
    const good = Array.from({ length: 30 }, (_, n) => credit(`${n + 1}.000`));
    const text = [HEADER, ...good.slice(0, 10), '25/11/2026,"TRSF,1.000 CR,9', ...good.slice(10)];
    const { credits, broken } = await read(text.join('\n'));
    expect(broken).toEqual([{ line: 12, reason: 'unreadable' }]);
    expect(credits.map(({ rupiah }) => rupiah)).toEqual(good.map((_, n) => (n + 1) * 1_000));
  });

  it('lets a cell go over lines, and takes a quote inside of one for a character', async () => {
    const text = [
      HEADER,
      '25/11/2026,"TRSF\nDARI ""SITI""","1.000 CR",9',
      credit('2.000', '5" PIPA'),
    ];
    const { credits } = await read(text.join('\n'));
    expect(credits.map(({ line, description }) => [line, description])).toEqual([
      [2, 'TRSF DARI "SITI"'],
      [4, '5" PIPA'],
    ]);
  });

  it('tells each broken line by its number', async () => {
    const text = [
      HEADER,
      '31/02/2026,TRSF,"1.000 CR",9',
      credit('1.000'),
      '25/11/2026,TRSF,entah,9',
      `25/11/2026,${'x'.repeat(9_000)},"1.000 CR",9`,
      '25/11/2026',
    ];
    const { credits, broken } = await read(text.join('\n'));
    expect(credits.length).toBe(1);
    expect(broken.map(({ line }) => line)).toEqual([2, 4, 5, 6]);
  });

  it('refuses what is no statement', async () => {
    await expect(read('PK\u0003\u0004\0\0')).rejects.toMatchObject({ reason: 'not-text' });
    await expect(read('halo,dunia\n1,2')).rejects.toMatchObject({ reason: 'no-columns' });
    await expect(read('')).rejects.toMatchObject({ reason: 'no-columns' });
    const long = `${HEADER}\n${'25/11/2026,,1 CR,\n'.repeat(STATEMENT_LINES_MAX + 50)}`;
    await expect(read(long)).rejects.toMatchObject({ reason: 'too-many-lines' });
  });
});
