import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  bookingCancelled,
  bookingExpired,
  bookingExpiringSoon,
  bookingHeld,
  bookingPaid,
  bookingRejected,
  bookingSubmitted,
  deliveryHint,
} from '@karcis/contracts';
import { until } from '@karcis/testing';
import { useNotifier } from './use-notifier.ts';

const world = useNotifier();
const soon = () => new Date(Date.now() + 60_000).toISOString();
let address = '';
let journeys = 0;

beforeEach(() => {
  address = `siti-${++journeys}@example.org`;
});

/** The one mail that this test's person got. */
const theMail = () => until(() => world.mailsTo(address)[0]?.mail, { what: 'the mail' });

describe('each kind of message', () => {
  const kinds = [
    ['hold-made', 'HOLD', bookingHeld, 'Tempat Anda kami simpan: Kelas Keramik'],
    ['proof-received', 'REVIEW', bookingSubmitted, 'Bukti Anda kami terima: Kelas Keramik'],
    ['approved', 'PAID', bookingPaid, 'Pemesanan Anda disetujui: Kelas Keramik'],
    [
      'rejected',
      'REJECTED',
      bookingRejected,
      'Pemesanan Anda belum dapat disetujui: Kelas Keramik',
    ],
    ['expired', 'EXPIRED', bookingExpired, 'Waktunya habis: Kelas Keramik'],
    ['cancelled', 'CANCELLED', bookingCancelled, 'Pemesanan dibatalkan: Kelas Keramik'],
  ] as const;

  it.each(kinds)('reaches the person: %s', async (kind, state, contract, subject) => {
    await world.start();
    const id = world.booking.has({ email: address, booking: { state } });
    await world.booking.announce(contract, id);

    expect((await theMail()).subject).toBe(subject);
    await until(async () => (await world.notificationsOf(id)).at(0)?.status === 'sent');
    expect(await world.notificationsOf(id)).toEqual([
      { kind, channel: 'email', status: 'sent', at: expect.any(String) },
    ]);
  });

  it('warns before the hold ends', async () => {
    await world.start();
    const id = world.booking.has({ email: address });
    await world.booking.announce(bookingExpiringSoon, id, { holdExpiresAt: soon() });
    expect((await theMail()).subject).toBe('Waktunya tinggal sebentar: Kelas Keramik');
  });

  it("gives the organiser's reason for a rejection", async () => {
    await world.start();
    const id = world.booking.has({
      email: address,
      booking: { state: 'REJECTED', rejectionReason: 'Nominal kurang Rp50.000.' },
    });
    await world.booking.announce(bookingRejected, id);
    expect((await theMail()).text).toContain('> Nominal kurang Rp50.000.');
  });

  it('tells the organiser of a proof that waits', async () => {
    const organiser = `organiser-${journeys}@example.org`;
    await world.start({ ORGANISER_EMAIL: organiser });
    const id = world.booking.has({ email: address, booking: { state: 'REVIEW' } });
    await world.booking.announce(bookingSubmitted, id);

    const { mail } = await until(() => world.mailsTo(organiser)[0], { what: 'the mail' });
    expect(mail.subject).toBe('Menunggu pemeriksaan: Kelas Keramik');
    expect(`${mail.text}${mail.html}`).not.toContain('Siti');
    await until(async () => (await world.notificationsOf(id)).length === 2);
    expect((await world.notificationsOf(id)).map(({ kind }) => kind).sort()).toEqual([
      'new-proof-waiting',
      'proof-received',
    ]);
  });

  it('tells organisers who asked for it too, in one mail that shows none of them to the others', async () => {
    const first = `first-${journeys}@example.org`;
    const second = `second-${journeys}@example.org`;
    world.areTold([
      { name: 'First', email: first },
      { name: 'Second', email: second },
    ]);
    await world.start();
    const id = world.booking.has({ email: null, booking: { state: 'REVIEW' } });
    await world.booking.announce(bookingSubmitted, id);
    const { to, mail } = await until(() => world.mailsTo(second)[0], { what: 'the mail' });
    expect([...to].sort()).toEqual([first, second]);
    expect(JSON.stringify(mail.headers)).not.toContain(second);
  });

  it('tells no organiser where none wants to be told', async () => {
    await world.start();
    const id = world.booking.has({ email: address, booking: { state: 'REVIEW' } });
    await world.booking.announce(bookingSubmitted, id);
    await theMail();
    await until(async () => {
      const [row] = await world.rows(
        `select status from notifier.deliveries where kind = 'new-proof-waiting'`,
      );
      return row?.['status'] === 'skipped';
    });
  });
});

describe('a mail', () => {
  it('is sent at once, not when the worker looks next', async () => {
    await world.start({ DELIVERY_POLL_SECONDS: '60' });
    await world.booking.announceHeld(world.booking.has({ email: address }));
    await theMail();
  });

  it('comes in the language of its reader, with text and markup, from the sender set', async () => {
    await world.start();
    const id = world.booking.has({ email: address, language: 'en', booking: { state: 'PAID' } });
    await world.booking.announce(bookingPaid, id);

    const mail = await theMail();
    expect(mail).toMatchObject({
      subject: 'Your booking is approved: Kelas Keramik',
      from: { name: 'Karcis', address: 'no-reply@karcis.example' },
      to: [{ name: 'Siti Aminah', address }],
    });
    expect(mail.text).toContain('https://karcis.example/b/K7QM2XVD9HTA');
    expect(mail.html).toContain('<html lang="en">');
    expect(mail.headers).toContainEqual(
      expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }),
    );
  });

  it("has a Message-ID made of its delivery's id", async () => {
    await world.start();
    const id = world.booking.has({ email: address });
    await world.booking.announceHeld(id);

    const mail = await theMail();
    const [row] = await world.rows('select id from notifier.deliveries where booking_id = $1', [
      id,
    ]);
    expect(mail.messageId).toBe(`<${row?.id}@karcis.example>`);
  });

  it('cannot be given more headers or readers by a name', async () => {
    await world.start();
    const name = 'Siti\r\nBcc: evil@example.org\r\n\r\n<b>Hi</b>';
    const id = world.booking.has({ email: address, name });
    await world.booking.announceHeld(id);

    const mail = await theMail();
    expect(world.mailsTo(address)[0]?.to).toEqual([address]);
    expect(mail.bcc).toBeUndefined();
    expect(mail.to?.[0]).toMatchObject({ name: 'Siti Bcc: evil@example.org <b>Hi</b>', address });
    expect(mail.html).toContain('&lt;b&gt;Hi&lt;/b&gt;');
  });
});

describe('nobody to write to', () => {
  it('shows no message where there is no e-mail address', async () => {
    await world.start();
    const id = world.booking.has({ email: null });
    await world.booking.announceHeld(id);

    await until(async () => (await world.statusOf(id)) === 'skipped');
    expect(await world.notificationsOf(id)).toEqual([]);
  });

  it('is no trouble: a booking that booking does not know', async () => {
    await world.start();
    const unknown = '00000000-0000-4000-8000-000000000000';
    await world.booking.announceHeld(unknown);
    await until(async () => (await world.statusOf(unknown)) === 'skipped');
  });
});

describe('what is no longer so', () => {
  it('is not said: a hold that was cancelled meanwhile', async () => {
    await world.start();
    const id = world.booking.has({ email: address, booking: { state: 'CANCELLED' } });
    await world.booking.announceHeld(id);
    await until(async () => (await world.statusOf(id)) === 'skipped');
  });

  it('is not said: the end of a hold that a proof has ended', async () => {
    await world.start();
    const id = world.booking.has({ email: address, booking: { state: 'REVIEW' } });
    await world.booking.announce(bookingExpiringSoon, id, { holdExpiresAt: soon() });
    await until(async () => (await world.statusOf(id)) === 'skipped');
  });

  it('is not even planned: a warning whose hold is over', async () => {
    const service = await world.start();
    const id = world.booking.has({ email: address });
    const holdExpiresAt = new Date(Date.now() - 1).toISOString();
    await world.booking.announce(bookingExpiringSoon, id, { holdExpiresAt });
    await world.booking.drain();
    await service.drain();
    expect(await world.statusOf(id)).toBeUndefined();
  });
});

describe('who watches a booking', () => {
  it('is told when a message of it got further', async () => {
    await world.start();
    const id = world.booking.has({ email: address });
    let told = 0;
    const forget = world.listen(deliveryHint(id), () => told++);
    await world.nc.flush();
    await world.booking.announceHeld(id);
    await until(() => told > 0, { what: 'the hint' });
    forget();
  });
});

describe('personal data', () => {
  it('stands in no table and no log line, even when the mail server quotes it', async () => {
    await world.start();
    world.smtp.refuseWith({ code: 550, text: `no such user ${address} Siti Aminah` });
    const id = world.booking.has({ email: address });
    await world.booking.announceHeld(id);
    await until(async () => (await world.notificationsOf(id)).at(0)?.status === 'failed');

    const tables = await world.rows<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'notifier'`,
    );
    for (const { name } of tables) {
      const rows = JSON.stringify(await world.rows(`select * from notifier.${name}`));
      expect(rows).not.toMatch(/siti|aminah|example\.org/i);
    }
    expect(tables.length).toBeGreaterThan(5);
    expect(world.logs.text()).toContain('a message is given up');
    expect(world.logs.text()).not.toMatch(/siti|aminah|example\.org/i);
  });
});
