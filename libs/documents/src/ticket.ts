import type { Page, Shape } from './drawing/drawing.ts';
import { qrPath } from './drawing/qr-path.ts';
import { setText } from './drawing/set-text.ts';
import { toPdf } from './drawing/to-pdf.ts';
import { toSvg } from './drawing/to-svg.ts';
import type { DocumentFacts } from './facts.ts';
import { createFormat, readableCode } from './format.ts';
import { brand, cloth, colour, labelled } from './look.ts';
import { words } from './words.ts';

/** A5, for a phone's screen and half a sheet of paper; longer where a title needs it. */
const WIDTH = 420;
const HEIGHT_MIN = 595;
const CARD = { x: 24, y: 24, width: WIDTH - 48, radius: 18 } as const;
const PAD = 24;
const QR_SIZE = 214;

/** One page for each place, in order. Throws where a ticket has no token: only what is paid for has a ticket. */
export function drawTicketPdf(facts: DocumentFacts): Promise<Buffer> {
  const { booking, issuer, language } = facts;
  return toPdf(ticketPages(facts), {
    title: `${words[language].ticket} ${readableCode(booking.code)}: ${booking.item.title}`,
    author: issuer.organizationName,
    language,
    at: new Date(booking.updatedAt),
  });
}

/** All tickets of a booking, one below the other. Throws where a ticket has no token. */
export function drawTicketSvg(facts: DocumentFacts): string {
  const pages = ticketPages(facts);
  let top = 0;
  const shapes: Shape[] = [];
  for (const page of pages) {
    shapes.push(...page.shapes.map((shape) => moveDown(shape, top)));
    top += page.height;
  }
  const { booking, language } = facts;
  const title = `${words[language].ticket} ${readableCode(booking.code)}: ${booking.item.title}`;
  return toSvg({ width: WIDTH, height: top, shapes }, title);
}

const moveDown = (shape: Shape, by: number): Shape =>
  shape.kind === 'line'
    ? { ...shape, y1: shape.y1 + by, y2: shape.y2 + by }
    : { ...shape, y: shape.y + by };

function ticketPages({ booking, issuer, language }: DocumentFacts): Page[] {
  const say = words[language];
  const format = createFormat(language, issuer.timeZone);
  const { item, tickets } = booking;
  const inner = { x: CARD.x + PAD, width: CARD.width - 2 * PAD };

  return tickets.map(({ attendee, token }, index) => {
    if (token === undefined) throw new Error('a ticket without a token cannot be drawn');
    const white = { fill: colour.onAccent, weight: 'bold' } as const;
    const head: Shape[] = [];
    const put = (text: string, y: number, style: Omit<Parameters<typeof setText>[4], 'fill'>) => {
      const set = setText(text, inner.x, y, inner.width, { ...white, ...style });
      head.push(...set.shapes);
      return set.bottom;
    };

    const top = CARD.y + PAD;
    head.push(...brand(issuer.projectName, inner.x, top, 13, colour.onAccent));
    if (tickets.length > 1) {
      const place = say.ticketOf(index + 1, tickets.length);
      put(place, top + 1, { size: 11, weight: 'bold', align: 'right' });
    }
    let y = put(item.title, top + 34, { size: 23, weight: 'heavy', linesMax: 4 });
    y = put(format.date(item.startsAt), y + 8, { size: 12.5, weight: 'bold' });
    y = put(format.hours(item.startsAt, item.endsAt), y, { size: 12.5, weight: 'bold' });
    if (item.location) y = put(item.location, y, { size: 11.5, weight: 'regular', linesMax: 3 });
    const strip = { y: y + 14, height: 31 };
    const tear = strip.y + strip.height;

    const body: Shape[] = [];
    const qr = qrPath(token);
    const qrTop = tear + 12;
    const scale = QR_SIZE / qr.size;
    body.push({
      kind: 'path',
      d: qr.d,
      x: (WIDTH - QR_SIZE) / 2,
      y: qrTop,
      scale,
      fill: '#000000',
      crisp: true,
    });
    const half = inner.width / 2 - 6;
    const name = labelled(say.attendee, attendee, inner.x, qrTop + QR_SIZE, half, {
      size: 13.5,
      linesMax: 3,
    });
    const code = labelled(
      say.code,
      readableCode(booking.code),
      inner.x + half + 12,
      qrTop + QR_SIZE,
      half,
      { size: 13.5 },
    );
    const hint = setText(
      say.showThis,
      inner.x,
      Math.max(name.bottom, code.bottom) + 10,
      inner.width,
      {
        size: 8.5,
        weight: 'regular',
        fill: colour.muted,
      },
    );
    body.push(...name.shapes, ...code.shapes, ...hint.shapes);

    const cardBottom = hint.bottom + PAD * 0.75;
    const height = Math.max(HEIGHT_MIN, Math.ceil(cardBottom + 44));
    const foot = footer(
      `${say.organisedBy(issuer.organizationName)} · ${shortUrl(issuer.publicUrl + booking.url)}`,
      height,
    );
    const shapes = [
      { kind: 'box', x: 0, y: 0, width: WIDTH, height, fill: colour.paper } as const,
      ...card(tear, cardBottom),
      ...cloth(CARD.x, strip.y, CARD.width, strip.height),
      ...head,
      ...body,
      ...perforation(tear),
      ...foot,
    ];
    return { width: WIDTH, height, shapes };
  });
}

function card(tear: number, bottom: number): Shape[] {
  const { x, y, width, radius } = CARD;
  const height = bottom - y;
  return [
    { kind: 'box', x, y, width, height, radius, fill: colour.surface, stroke: colour.line },
    { kind: 'box', x, y, width, height: tear - y, radius, fill: colour.accent },
    // Only the upper corners are round.
    { kind: 'box', x, y: tear - 2 * radius, width, height: 2 * radius, fill: colour.accent },
  ];
}

/** A torn edge: what makes a card a ticket. */
function perforation(y: number): Shape[] {
  const right = CARD.x + CARD.width;
  const notch = (x: number): Shape => ({
    kind: 'box',
    x: x - 9,
    y: y - 9,
    width: 18,
    height: 18,
    radius: 9,
    fill: colour.paper,
  });
  const line = { x1: CARD.x + 14, x2: right - 14, y1: y, y2: y };
  return [
    { kind: 'line', ...line, stroke: colour.surface, width: 2, dash: 5 },
    notch(CARD.x),
    notch(right),
  ];
}

const footer = (text: string, height: number): readonly Shape[] =>
  setText(text, CARD.x, height - 32, CARD.width, {
    size: 8.5,
    weight: 'regular',
    fill: colour.muted,
    align: 'center',
    linesMax: 1,
  }).shapes;

const shortUrl = (url: string) => url.replace(/^https?:\/\//, '');
