import { describe, expect, it } from '@jest/globals';
import type { BookingView } from '@karcis/contracts';
import { createDrawingDesk } from '../src/documents/drawing-desk.ts';
import { bearer, get, hold } from './client.ts';
import { useWorld } from './world.ts';

const world = useWorld();

async function aBooking(changes: Partial<BookingView> = {}) {
  const held = await hold(world.url, {
    itemId: '7GK2M9QX',
    name: 'Siti Aminah',
    contact: { email: 'siti@example.org' },
  });
  const { id, code, ownerToken, tickets } = held.json;
  world.neighbours.change(id, {
    ...changes,
    ...(changes.state === 'PAID' && {
      tickets: [
        { id: tickets[0].id, attendee: 'Siti Aminah', token: 'eyJhbGciOiJFZERTQSJ9.e30.x' },
      ],
    }),
  });
  const fetchDocument = async (name: string, headers = bearer(ownerToken)) => {
    const response = await fetch(`${world.url}/api/bookings/${code}/${name}`, { headers });
    return { response, bytes: Buffer.from(await response.arrayBuffer()) };
  };
  return { code, id, fetchDocument };
}

describe('documents of a booking', () => {
  it('are drawn for the owner, to be kept and never cached or run', async () => {
    const { code, fetchDocument } = await aBooking({ state: 'PAID' });
    for (const name of ['ticket.pdf', 'summary.pdf']) {
      const { response, bytes } = await fetchDocument(name);
      expect(response.status).toBe(200);
      expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="${code}-${name}"`,
        'cache-control': 'private, no-store',
        'content-length': String(bytes.length),
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
      });
    }
    const { response, bytes } = await fetchDocument('ticket.svg');
    expect(response.headers.get('content-type')).toBe('image/svg+xml');
    expect(bytes.toString()).toMatch(/^<svg [^]*Siti|^<svg [^]*Kelas Keramik/);
  });

  it('belong to the owner alone', async () => {
    const { fetchDocument } = await aBooking({ state: 'PAID' });
    for (const name of ['ticket.pdf', 'ticket.svg', 'summary.pdf', 'certificate.pdf']) {
      expect((await fetchDocument(name, {} as never)).response.status).toBe(401);
      expect((await fetchDocument(name, bearer('x'.repeat(43)))).response.status).toBe(403);
    }
  });

  it('are refused in words before there is a ticket, or a certificate', async () => {
    const early = await aBooking({ state: 'REVIEW' });
    for (const name of ['ticket.pdf', 'ticket.svg', 'certificate.pdf']) {
      const { response, bytes } = await early.fetchDocument(name);
      expect(response.status).toBe(409);
      expect(JSON.parse(bytes.toString())).toMatchObject({
        code: 'ticket-not-ready',
        state: 'REVIEW',
      });
    }
    expect((await early.fetchDocument('summary.pdf')).response.status).toBe(200);

    const item = world.neighbours.bookings.get(early.id)!.item;
    const detailOf = async (changes: Partial<BookingView['item']>) => {
      const { fetchDocument } = await aBooking({ state: 'PAID', item: { ...item, ...changes } });
      const { response, bytes } = await fetchDocument('certificate.pdf');
      return response.status === 409 ? JSON.parse(bytes.toString()).detail : response.status;
    };
    const [past, future] = ['2020-01-01T00:00:00.000Z', '2099-01-01T00:00:00.000Z'];
    expect(await detailOf({ startsAt: past })).toBe('Acara ini tidak memberikan sertifikat.');
    expect(await detailOf({ certificate: true, startsAt: past, endsAt: future })).toBe(
      'Sertifikat terbit setelah acara selesai.',
    );
    expect(await detailOf({ certificate: true, startsAt: past, endsAt: past })).toBe(200);
  });

  it('are in the language that a link asks for', async () => {
    const { fetchDocument } = await aBooking();
    const text = async (query: string) =>
      (await fetchDocument(`calendar.ics${query}`)).bytes.toString();
    expect(await text('')).toContain('Kode pesanan');
    expect(await text('?lang=en')).toContain('Booking code');
    expect((await fetchDocument('calendar.ics?lang=fr')).response.status).toBe(422);
  });

  it('include a calendar entry for everybody, with nothing personal in it', async () => {
    const { code } = await aBooking({ state: 'PAID' });
    const answer = await get(`${world.url}/api/bookings/${code}/calendar.ics`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(answer.text).not.toMatch(/Siti|siti@/);
  });

  it('of a code that nobody has are not found', async () => {
    const answer = await get(`${world.url}/api/bookings/0000-0000-0000/ticket.pdf`);
    expect([answer.status, answer.json.code]).toEqual([404, 'booking-not-found']);
  });
});

describe('the drawing desk', () => {
  const facts = () => ({
    booking: withoutTokens([...world.neighbours.bookings.values()][0]!),
    issuer: {
      projectName: 'Karcis',
      organizationName: 'Karcis',
      publicUrl: 'http://localhost',
      timeZone: 'Asia/Jakarta',
    },
    language: 'id' as const,
  });

  it('turns away who comes when too many wait, and says when to come again', async () => {
    await using desk = useDesk({ waitingMax: 2 });
    const drawn = [1, 2, 3].map(() => desk.draw('summary.pdf', facts()));
    await expect(drawn[2]).rejects.toMatchObject({
      problem: { code: 'service-unavailable', headers: { 'Retry-After': '5' } },
    });
    expect((await Promise.all(drawn.slice(0, 2))).length).toBe(2);
    expect((await desk.draw('summary.pdf', facts())).length).toBeGreaterThan(1000);
  });

  it('gives up on what takes too long, and goes on with the next', async () => {
    await using desk = useDesk({ takesMs: 1 });
    await expect(desk.draw('summary.pdf', facts())).rejects.toMatchObject({
      problem: { code: 'service-unavailable' },
    });
    await using patient = useDesk({});
    expect((await patient.draw('summary.pdf', facts())).length).toBeGreaterThan(1000);
  });

  it('goes on after a document that cannot be drawn', async () => {
    await using desk = useDesk({});
    await expect(desk.draw('ticket.pdf', facts())).rejects.toThrow('without a token');
    expect((await desk.draw('summary.pdf', facts())).length).toBeGreaterThan(1000);
  });
});

const withoutTokens = (booking: BookingView): BookingView => ({
  ...booking,
  tickets: booking.tickets.map(({ id, attendee }) => ({ id, attendee })),
});

function useDesk(options: Parameters<typeof createDrawingDesk>[0]) {
  const desk = createDrawingDesk(options);
  return { ...desk, [Symbol.asyncDispose]: () => desk.stop() };
}
