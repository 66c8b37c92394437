/**
 * Makes the sample files beside it: `node deploy/verify/files/make-samples.ts`. They are committed, because demo and tests
 * need the same bytes on every machine and because drawing text needs fonts.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

type Catalog = { readonly entries: string; readonly objects: readonly string[] };

const plain: Catalog = { entries: '', objects: [] };

/** A script that runs when the file is opened: what no proof needs. */
const scripted: Catalog = {
  entries: '/OpenAction 6 0 R',
  objects: ["<< /S /JavaScript /JS (app.alert('Halo')) >>"],
};

type Receipt = { readonly bank: string; readonly amount: string; readonly reference: string };

const save = (name: string, bytes: Uint8Array) => writeFile(join(import.meta.dirname, name), bytes);

await save('transfer.jpg', await photo());
await save('transfer.png', await screenshot());
await save(
  'transfer.pdf',
  document(['TRANSFER BERHASIL', 'Bank Contoh', 'Rp150.000', 'REF 20261123-0003'], plain),
);
await save('transfer-with-script.pdf', document(['TRANSFER BERHASIL', 'Rp150.000'], scripted));

/** As a phone takes it: a sideways photo that says with which camera, when and where it was taken. */
async function photo(): Promise<Buffer> {
  const paper = draw({ bank: 'Bank Contoh', amount: 'Rp150.000', reference: '20261123-0001' });

  return sharp(paper)
    .rotate(90)
    .withMetadata({ orientation: 8 })
    .withExifMerge({
      IFD0: { Make: 'Karcis', Model: 'Sample Phone', DateTime: '2026:11:23 10:15:00' },
      IFD2: { DateTimeOriginal: '2026:11:23 10:15:00' },
      IFD3: {
        GPSLatitudeRef: 'S',
        GPSLatitude: '6/1 54/1 53/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '107/1 36/1 35/1',
      },
    })
    .jpeg({ quality: 80 })
    .toBuffer();
}

function screenshot(): Promise<Buffer> {
  const screen = draw({ bank: 'QRIS', amount: 'Rp75.000', reference: '20261123-0002' });
  return sharp(screen).png({ palette: true }).toBuffer();
}

function draw({ bank, amount, reference }: Receipt): Buffer {
  const lines = ['TRANSFER BERHASIL', bank, amount, `REF ${reference}`];
  const text = lines.map((line, index) => `<text x="60" y="${180 + index * 110}">${line}</text>`);
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="720" height="960">
    <rect width="720" height="960" fill="#f4f1ea"/><rect y="40" x="30" width="660" height="520" rx="24" fill="#fff"/>
    <g font-family="DejaVu Sans" font-size="52" fill="#123">${text.join('')}</g></svg>`);
}

/** One A5 page of text, as plain as a PDF can be. Objects of `catalog` are numbered from 6. */
function document(lines: readonly string[], catalog: Catalog) {
  const shown = lines.map((line) => `(${line}) Tj 0 -40 Td`).join(' ');
  const content = `BT /F1 24 Tf 40 520 Td ${shown} ET`;
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R ${catalog.entries} >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...catalog.objects,
  ];

  let file = '%PDF-1.7\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${entries.join('')}`;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(file + table + trailer, 'latin1');
}
