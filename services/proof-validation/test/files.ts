import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

const samples = join(import.meta.dirname, '../../../deploy/verify/files');

/** One of the files that the demo uses too. */
export const aSample = (name: string): Promise<Buffer> => readFile(join(samples, name));

export type PdfParts = {
  /** More entries of the catalog. */
  readonly catalog?: string;
  /** More objects, numbered from 5. */
  readonly objects?: readonly (string | Buffer)[];
  /** More entries of the trailer. */
  readonly trailer?: string;
};

/** A PDF of one empty page, with whatever the test is about. */
export function aPdf({ catalog = '', objects = [], trailer = '' }: PdfParts = {}): Buffer {
  const all = [
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 4 0 R >>',
    aStream('', 'BT ET'),
    ...objects,
  ];
  const parts = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  for (const [index, object] of all.entries()) {
    offsets.push(lengthOf(parts));
    parts.push(Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n'));
  }
  const start = lengthOf(parts);
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  const size = all.length + 1;
  return Buffer.concat([
    ...parts,
    Buffer.from(`xref\n0 ${size}\n0000000000 65535 f \n${entries.join('')}`),
    Buffer.from(
      `trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`,
    ),
  ]);
}

export function aStream(entries: string, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const head = `<< /Length ${bytes.length} ${entries} >>\nstream\n`;
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from('\nendstream')]);
}

/** A stream that holds the objects, the first under the number 90, packed as writers do it. */
export function anObjectStream(objects: readonly string[], entries = ''): Buffer {
  let offset = 0;
  const index = objects.map((object, at) => {
    const entry = `${90 + at} ${offset} `;
    offset += object.length + 1;
    return entry;
  });
  const head = index.join('');
  const type = `/Type /ObjStm /N ${objects.length} /First ${head.length} /Filter /FlateDecode`;
  return aStream(`${type} ${entries}`, deflateSync(`${head}${objects.join(' ')}`));
}

const lengthOf = (parts: readonly Buffer[]) => parts.reduce((sum, part) => sum + part.length, 0);

/** 31 kB that want to become 16000 × 16000 pixels. */
export function anImageBomb(): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(16_000, 0);
  header.writeUInt32BE(16_000, 4);
  header[8] = 1;
  const pixels = deflateSync(Buffer.alloc(16_000 * 2_001), { level: 9 });
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** An honest PNG of exactly so many bytes: text that nobody reads makes up the weight. */
export async function aPngOf(bytes: number): Promise<Buffer> {
  const png = await aSample('transfer.png');
  const end = png.length - 12;
  const text = Buffer.concat([Buffer.from('Comment\0'), randomBytes(bytes - png.length - 12 - 8)]);
  return Buffer.concat([png.subarray(0, end), chunk('tEXt', text), png.subarray(end)]);
}

/** A picture like the sample and yet another file: each call another hash. */
export async function aPng(): Promise<Buffer> {
  return aPngOf(20_000);
}
