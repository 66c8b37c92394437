import PDFDocument from 'pdfkit';
import type { Page, Shape } from './drawing.ts';
import { runsOf } from './fonts.ts';

export type PdfInfo = {
  readonly title: string;
  readonly author: string;
  readonly language: string;
  /** When what it says was true; the same facts make the same file. */
  readonly at: Date;
};

/** Pages as one PDF. Only the letters that are used are embedded. */
export async function toPdf(pages: readonly Page[], info: PdfInfo): Promise<Buffer> {
  const doc = new PDFDocument({
    autoFirstPage: false,
    margin: 0,
    pdfVersion: '1.7',
    lang: info.language,
    displayTitle: true,
    info: { Title: info.title, Author: info.author, Creator: 'Karcis', CreationDate: info.at },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.once('end', () => resolve(Buffer.concat(chunks)));
    doc.once('error', reject);
  });

  for (const page of pages) {
    doc.addPage({ size: [page.width, page.height], margin: 0 });
    for (const shape of page.shapes) draw(doc, shape);
  }
  doc.end();
  return done;
}

/** Without ligatures: what reads a PDF aloud or copies from it stumbles over them. */
const PLAIN = { liga: false } as never;

function draw(doc: PDFKit.PDFDocument, shape: Shape): void {
  switch (shape.kind) {
    case 'box': {
      const { x, y, width, height, fill, stroke, radius } = shape;
      if (radius) doc.roundedRect(x, y, width, height, radius);
      else doc.rect(x, y, width, height);
      doc.lineWidth(1).undash();
      if (fill && stroke) doc.fillAndStroke(fill, stroke);
      else if (stroke) doc.stroke(stroke);
      else doc.fill(fill ?? '#000000');
      return;
    }
    case 'path':
      doc.save().translate(shape.x, shape.y).scale(shape.scale);
      doc.path(shape.d).fill(shape.fill).restore();
      return;
    case 'line':
      doc.lineWidth(shape.width);
      if (shape.dash) doc.dash(shape.dash, {});
      else doc.undash();
      doc.moveTo(shape.x1, shape.y1).lineTo(shape.x2, shape.y2).stroke(shape.stroke);
      return;
    case 'text': {
      let x = shape.x;
      doc.fillColor(shape.fill).fontSize(shape.size);
      for (const { text, face } of runsOf(shape.text, shape.weight)) {
        doc.registerFont(face.name, face.bytes).font(face.name);
        doc.text(text, x, shape.y, { lineBreak: false, baseline: 'alphabetic', features: PLAIN });
        x += face.font.getAdvanceWidth(text, shape.size);
      }
      return;
    }
  }
}
