import type { BookingState } from '@karcis/contracts';
import type { Shape } from './drawing/drawing.ts';
import { type Block, flow } from './drawing/flow.ts';
import { widthOf } from './drawing/fonts.ts';
import { setText } from './drawing/set-text.ts';
import { toPdf } from './drawing/to-pdf.ts';
import type { DocumentFacts } from './facts.ts';
import { createFormat, type Format, readableCode } from './format.ts';
import { brand, cloth, colour, labelled } from './look.ts';
import { type Words, words } from './words.ts';

/** A4. */
const SHEET = { width: 595, height: 842, top: 56, bottom: 772 } as const;
const MARGIN = 48;
const INNER = SHEET.width - 2 * MARGIN;
const GAP = 24;
const COLUMN = (INNER - GAP) / 2;
const STRIP = 28;

/** What a booking is about and how it stands, in any state, on as many A4 pages as it takes. */
export function drawSummaryPdf(facts: DocumentFacts): Promise<Buffer> {
  const { booking, issuer, language } = facts;
  const say = words[language];
  const format = createFormat(language, issuer.timeZone);
  const blocks = [
    heading(facts, say, format),
    ...details(facts, say, format),
    ...timeline(facts, say, format),
  ];
  return toPdf(flow(blocks, { ...SHEET, frame: frame(facts, say, format) }), {
    title: `${say.summary} ${readableCode(booking.code)}`,
    author: issuer.organizationName,
    language,
    at: new Date(booking.updatedAt),
  });
}

const frame =
  ({ booking, issuer }: DocumentFacts, say: Words, format: Format) =>
  (page: number, pages: number): readonly Shape[] => {
    const number = pages > 1 ? ` · ${page}/${pages}` : '';
    const left = setText(`${issuer.publicUrl}${booking.url}${number}`, MARGIN, 796, INNER, {
      ...small,
      linesMax: 1,
    });
    const right = setText(say.issuedAt(format.dateTime(booking.updatedAt)), MARGIN, 796, INNER, {
      ...small,
      align: 'right',
    });
    return [
      { kind: 'box', x: 0, y: 0, width: SHEET.width, height: SHEET.height, fill: colour.surface },
      { kind: 'box', x: 0, y: 0, width: SHEET.width, height: STRIP, fill: colour.accent },
      ...cloth(0, 0, SHEET.width, STRIP),
      ...left.shapes,
      ...right.shapes,
    ];
  };

const small = { size: 8.5, weight: 'regular', fill: colour.muted } as const;
const heading2 = { size: 13, weight: 'heavy', fill: colour.ink } as const;

const heading =
  ({ booking, issuer }: DocumentFacts, say: Words, format: Format): Block =>
  (y) => {
    const { item, state, amount } = booking;
    const name = setText(say.summary, MARGIN, y + 1, INNER, {
      size: 11,
      weight: 'bold',
      fill: colour.muted,
      align: 'right',
    });
    const title = setText(item.title, MARGIN, y + 40, INNER, {
      size: 24,
      weight: 'heavy',
      fill: colour.ink,
    });
    const when = `${format.date(item.startsAt)}, ${format.hours(item.startsAt, item.endsAt)}`;
    const about = setText(
      item.location ? `${when} · ${item.location}` : when,
      MARGIN,
      title.bottom + 4,
      INNER,
      { size: 11.5, weight: 'regular', fill: colour.muted },
    );
    const badge = stateBadge(
      say.states[state === 'PAID' && amount === 0 ? 'APPROVED' : state],
      state,
      about.bottom + 16,
    );
    const code = setText(readableCode(booking.code), MARGIN, about.bottom + 20, INNER, {
      size: 15,
      weight: 'heavy',
      fill: colour.ink,
      align: 'right',
    });
    return {
      shapes: [
        ...brand(issuer.projectName, MARGIN, y, 14, colour.accent),
        ...name.shapes,
        ...title.shapes,
        ...about.shapes,
        ...badge.shapes,
        ...code.shapes,
      ],
      bottom: badge.bottom + 26,
    };
  };

const TONES: Readonly<Record<BookingState, readonly [ink: string, ground: string]>> = {
  HOLD: [colour.wait, colour.waitSoft],
  PENDING: [colour.wait, colour.waitSoft],
  REVIEW: [colour.wait, colour.waitSoft],
  PAID: [colour.good, colour.goodSoft],
  REJECTED: [colour.bad, colour.badSoft],
  EXPIRED: [colour.bad, colour.badSoft],
  CANCELLED: [colour.bad, colour.badSoft],
};

function stateBadge(text: string, state: BookingState, y: number) {
  const [ink, ground] = TONES[state];
  const style = { size: 14, weight: 'bold', fill: ink } as const;
  const width = widthOf(text, style.weight, style.size) + 28;
  const box = { kind: 'box', x: MARGIN, y, width, height: 30, radius: 15, fill: ground } as const;
  const words = setText(text, MARGIN + 14, y + 5.5, width, style);
  return { shapes: [box, ...words.shapes], bottom: y + 30 };
}

/** Names and what they name, in two columns. */
function details({ booking }: DocumentFacts, say: Words, format: Format): Block[] {
  const { contact, payment, proof, paymentMethod, holdExpiresAt, amount, currency } = booking;
  const attendees = booking.tickets.map(({ attendee }) => attendee);
  const pairs: [string, string | null | undefined][] = [
    [say.name, booking.name],
    [say.contact, [contact.whatsapp, contact.email].filter(Boolean).join(' · ')],
    [say.places, String(booking.quantity)],
    [say.amount, amount === 0 ? say.free : format.money(amount, currency)],
    [say.method, paymentMethod?.displayName],
    [say.heldUntil, holdExpiresAt && format.dateTime(holdExpiresAt)],
    [say.proof, proof && say.proofs[proof.status]],
    [
      say.payment,
      payment &&
        [
          payment.provider,
          say.payments[payment.status],
          payment.paidAt && format.dateTime(payment.paidAt),
        ]
          .filter(Boolean)
          .join(' · '),
    ],
    [say.note, booking.note],
    [say.reason, booking.rejectionReason],
    [say.attendees, attendees.length > 1 ? attendees.join(', ') : null],
  ];
  const said = pairs.filter((pair): pair is [string, string] => Boolean(pair[1]));
  const rows = Array.from({ length: Math.ceil(said.length / 2) }, (_, row) =>
    said.slice(row * 2, row * 2 + 2),
  );
  return rows.map((row): Block => (y) => {
    const cells = row.map(([label, text], column) =>
      labelled(label, text, MARGIN + column * (COLUMN + GAP), y, COLUMN),
    );
    return {
      shapes: cells.flatMap(({ shapes }) => shapes),
      bottom: Math.max(...cells.map(({ bottom }) => bottom)) + 14,
    };
  });
}

function timeline({ booking }: DocumentFacts, say: Words, format: Format): Block[] {
  const title: Block = (y) => {
    const set = setText(say.timeline, MARGIN, y + 12, INNER, heading2);
    return { shapes: set.shapes, bottom: set.bottom + 8 };
  };
  const entries = booking.timeline.map(({ state, at, by }, index): Block => (y) => {
    const isLast = index === booking.timeline.length - 1;
    const shown = state === 'PAID' && booking.amount === 0 ? 'APPROVED' : state;
    const what = setText(say.states[shown], MARGIN + 22, y, INNER, {
      size: 11.5,
      weight: 'bold',
      fill: colour.ink,
    });
    const when = setText(
      `${format.dateTime(at)}, ${say.actors[by]}`,
      MARGIN + 22,
      what.bottom,
      INNER,
      {
        size: 9.5,
        weight: 'regular',
        fill: colour.muted,
      },
    );
    const bottom = when.bottom + 12;
    const x = MARGIN + 6;
    const line = {
      kind: 'line',
      x1: x,
      y1: y + 8,
      x2: x,
      y2: bottom + 8,
      stroke: colour.line,
      width: 1.5,
    } as const;
    const dot = {
      kind: 'box',
      x: x - 4.5,
      y: y + 3.5,
      width: 9,
      height: 9,
      radius: 4.5,
      fill: TONES[state][0],
    } as const;
    return { shapes: [...(isLast ? [] : [line]), dot, ...what.shapes, ...when.shapes], bottom };
  });
  return [title, ...entries];
}
