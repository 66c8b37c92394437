import { describe, expect, it } from '@jest/globals';
import { readSvg } from '@karcis/testing';
import { PDF } from '@libpdf/core';
import decodeQR from 'qr/decode.js';
import { drawCertificatePdf, drawSummaryPdf, drawTicketPdf, drawTicketSvg } from '../src/index.ts';
import { aBookingsFacts, aToken } from './a-booking.ts';

/** The words of each page, spaces as they come. */
async function readPages(bytes: Buffer): Promise<string[]> {
  const pdf = await PDF.load(new Uint8Array(bytes));
  return pdf.extractText().map(({ text }) => text.replace(/\s+/g, ' '));
}

describe('a ticket', () => {
  it('is one page a place, with its words in letters that the file brings along', async () => {
    const bytes = await drawTicketPdf(aBookingsFacts());
    const pages = await readPages(bytes);
    expect(pages).toHaveLength(2);
    for (const [index, attendee] of ['Siti Aminah', 'Budi Łukasz Đoàn'].entries()) {
      for (const words of [
        'Kelas Keramik: Membuat',
        'Sabtu, 12 Desember 2026',
        '19.00–22.00 WIB',
        'Studio Tanah, Jl. Braga 12, Bandung',
        `Tiket ${index + 1} dari 2`,
        attendee,
        'K7QM-2XVD-9HTA',
        'Diselenggarakan oleh Sanggar Tanah Liat',
      ]) {
        expect(pages[index]).toContain(words);
      }
    }
    const text = bytes.toString('latin1');
    expect(text).toContain('PlusJakartaSans');
    expect(text).toContain('/FontFile2');
    expect(text).not.toMatch(/\/BaseFont \/(Helvetica|Times|Courier)/);
  });

  it('is in English for who reads that, with the zone named', async () => {
    const facts = aBookingsFacts();
    const issuer = { ...facts.issuer, timeZone: 'Asia/Makassar' };
    const [page] = await readPages(await drawTicketPdf({ ...facts, issuer, language: 'en' }));
    expect(page).toContain('Saturday, 12 December 2026');
    expect(page).toContain('20.00–23.00 WITA');
    expect(page).toContain('Ticket 1 of 2');
  });

  it('is the same file for the same facts', async () => {
    const [first, second] = await Promise.all([
      drawTicketPdf(aBookingsFacts()),
      drawTicketPdf(aBookingsFacts()),
    ]);
    expect(first.equals(second)).toBe(true);
  });

  it('shows its token as a code that a phone reads', async () => {
    for (const [index, text] of (await readCodes(drawTicketSvg(aBookingsFacts()), 2)).entries()) {
      expect(text).toBe(aToken(index + 1));
    }
  });

  it('is not drawn without a token: it would let nobody in', async () => {
    const tickets = [{ id: '00000000-0000-8000-a000-000000000001', attendee: 'Siti' }];
    await expect(async () => drawTicketPdf(aBookingsFacts({ tickets }))).rejects.toThrow('token');
  });

  it('keeps to its page whatever its words are', async () => {
    const { booking } = aBookingsFacts();
    const facts = aBookingsFacts({
      item: { ...booking.item, title: 'W'.repeat(160), location: 'Jalan '.repeat(33) },
      tickets: [{ id: '1', attendee: '<b>&"'.repeat(16), token: aToken(1) }],
    });
    const svg = drawTicketSvg(facts);
    expect(svg).not.toContain('<b>');
    const [, height] = /viewBox="0 0 420 (\d+)"/.exec(svg) ?? [];
    expect(Number(height)).toBeLessThan(842);
    expect((await readPages(await drawTicketPdf(facts)))[0]).toContain('…');
  });
});

/** Reads the codes of a picture that is cut into as many parts, from top to bottom. */
async function readCodes(svg: string, parts: number): Promise<string[]> {
  const picture = await readSvg(svg, 144);
  const { data, info } = await picture.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const height = Math.floor(info.height / parts);
  const bytes = height * info.width * 4;
  return Array.from({ length: parts }, (_, part) =>
    decodeQR(
      { data: data.subarray(part * bytes, (part + 1) * bytes), width: info.width, height },
      { timeLimit: 10_000 },
    ),
  );
}

describe('a summary', () => {
  it('says how a booking stands in any state', async () => {
    const [page] = await readPages(
      await drawSummaryPdf(
        aBookingsFacts({
          state: 'REJECTED',
          rejectionReason: 'Jumlahnya kurang.',
          payment: {
            provider: 'manual',
            status: 'refund-due',
            amount: 300_000,
            currency: 'IDR',
            paidAt: null,
          },
        }),
      ),
    );
    for (const words of [
      'Ditolak',
      'Jumlahnya kurang.',
      'Rp300.000',
      'manual · Akan dikembalikan',
      'Sedang ditinjau',
      'Rabu, 25 November 2026, 17.00 WIB, oleh pemesan',
      'siti@example.org',
    ]) {
      expect(page).toContain(words);
    }
  });

  it('takes as many pages as it needs', async () => {
    const timeline = Array.from({ length: 40 }, () => ({
      state: 'HOLD' as const,
      at: '2026-11-25T10:00:00.000Z',
      by: 'system' as const,
    }));
    const pages = await readPages(await drawSummaryPdf(aBookingsFacts({ timeline })));
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.join(' ').match(/otomatis/g)).toHaveLength(40);
  });
});

describe('a certificate', () => {
  it('is a page for each person who was there', async () => {
    const pages = await readPages(await drawCertificatePdf(aBookingsFacts()));
    expect(pages).toHaveLength(2);
    expect(pages[0]).toMatch(/Sertifikat.*Siti Aminah.*Kelas Keramik.*Sanggar Tanah Liat/);
    expect(pages[1]).not.toContain('Siti');
  });
});
