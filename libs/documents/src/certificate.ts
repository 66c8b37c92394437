import type { Page, Shape } from './drawing/drawing.ts';
import { setText } from './drawing/set-text.ts';
import { toPdf } from './drawing/to-pdf.ts';
import type { DocumentFacts } from './facts.ts';
import { createFormat, readableCode } from './format.ts';
import { brand, cloth, colour } from './look.ts';
import { words } from './words.ts';

/** A4, lying. */
const WIDTH = 842;
const HEIGHT = 595;
const STRIP = 42;
const COLUMN = { x: 110, width: WIDTH - 220 } as const;

/** One page for each place: who took part in what, when and where. Whether one is due is the caller's to know. */
export function drawCertificatePdf(facts: DocumentFacts): Promise<Buffer> {
  const { booking, issuer, language } = facts;
  const title = `${words[language].certificate}: ${booking.item.title}`;
  return toPdf(
    booking.tickets.map(({ attendee }) => certificatePage(attendee, facts)),
    { title, author: issuer.organizationName, language, at: new Date(booking.updatedAt) },
  );
}

function certificatePage(attendee: string, { booking, issuer, language }: DocumentFacts): Page {
  const say = words[language];
  const format = createFormat(language, issuer.timeZone);
  const { item } = booking;
  const shapes: Shape[] = [
    { kind: 'box', x: 0, y: 0, width: WIDTH, height: HEIGHT, fill: colour.paper },
    ...[0, HEIGHT - STRIP].flatMap((y): Shape[] => [
      { kind: 'box', x: 0, y, width: WIDTH, height: STRIP, fill: colour.accent },
      ...cloth(0, y, WIDTH, STRIP),
    ]),
    ...brand(issuer.projectName, 40, STRIP + 28, 14, colour.accent),
  ];
  const centred = (
    text: string,
    y: number,
    size: number,
    weight: 'regular' | 'bold' | 'heavy',
    fill: string,
    linesMax: number,
  ) => {
    const set = setText(text, COLUMN.x, y, COLUMN.width, {
      size,
      weight,
      fill,
      linesMax,
      align: 'center',
    });
    shapes.push(...set.shapes);
    return set.bottom;
  };

  let y = centred(say.certificate, 140, 40, 'heavy', colour.accent, 1);
  y = centred(say.givenTo, y + 10, 14, 'regular', colour.muted, 1);
  y = centred(attendee, y + 10, 34, 'heavy', colour.ink, 2);
  y = centred(say.tookPart, y + 10, 14, 'regular', colour.muted, 1);
  y = centred(item.title, y + 8, 22, 'bold', colour.ink, 2);
  const about = [format.date(item.startsAt), item.location].filter(Boolean).join(' · ');
  centred(about, y + 8, 13, 'regular', colour.muted, 2);

  centred(issuer.organizationName, HEIGHT - STRIP - 68, 15, 'bold', colour.ink, 1);
  const where = `${issuer.publicUrl}${booking.url}`.replace(/^https?:\/\//, '');
  const check = `${readableCode(booking.code)} · ${say.verifyAt} ${where}`;
  centred(check, HEIGHT - STRIP - 40, 9, 'regular', colour.muted, 1);
  return { width: WIDTH, height: HEIGHT, shapes };
}
