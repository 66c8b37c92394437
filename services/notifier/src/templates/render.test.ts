import { describe, expect, it } from '@jest/globals';
import { aRecipient } from '../../test/a-recipient.ts';
import { announcedState, type Kind, kinds } from '../domain/kind.ts';
import { render } from './render.ts';

const settings = {
  projectName: 'Karcis',
  organizationName: 'Studio Tanah',
  publicUrl: 'https://karcis.example',
  timeZone: 'Asia/Jakarta',
};

/** A booking as it stands when the message is due. */
function recipientOf(kind: Kind) {
  const isMoneyBack = kind === 'refund-due' || kind === 'refunded';
  const otherwise = { 'expiring-soon': 'HOLD', reminder: 'PAID' } as const;
  const state = isMoneyBack
    ? 'CANCELLED'
    : (announcedState[kind] ?? otherwise[kind as keyof typeof otherwise]);
  return aRecipient({
    booking: {
      state,
      ...(state !== 'HOLD' && { holdExpiresAt: null }),
      ...(kind === 'rejected' && { rejectionReason: 'Nominal transfer kurang Rp50.000.' }),
    },
  });
}

describe.each(kinds)('the message %s', (kind) => {
  it.each(['id', 'en'] as const)('reads well in %s', (language) => {
    const { subject, text } = render(kind, recipientOf(kind), language, settings);
    expect(`${subject}\n\n${text}`).toMatchSnapshot();
  });

  it('asks for no payment where the booking costs nothing', () => {
    const free = aRecipient({ booking: { amount: 0, state: recipientOf(kind).booking.state } });
    const { text } = render(kind, free, 'en', settings);
    expect(text).toContain('Total: Free');
    expect(text).not.toMatch(/\bpa(y|id)\b|proof/i);
  });
});

describe('a rendered message', () => {
  it('says the same in its markup', () => {
    expect(render('rejected', recipientOf('rejected'), 'id', settings).html).toMatchSnapshot();
  });

  it('names no deadline once no time runs any more', () => {
    const { text } = render('hold-made', recipientOf('approved'), 'en', settings);
    expect(text).toContain('We have your booking for Kelas Keramik.');
    expect(text).not.toContain('until');
  });

  it('leaves the place out where an item has none', () => {
    const { booking } = aRecipient();
    const nowhere = aRecipient({ booking: { item: { ...booking.item, location: '' } } });
    expect(render('approved', nowhere, 'id', settings).text).not.toContain('Tempat:');
  });

  it('shows markup in what people typed as plain characters', () => {
    const { booking } = aRecipient();
    const hostile = aRecipient({
      name: '<img src=x onerror=alert(1)>',
      booking: {
        rejectionReason: `"><script>alert('x')</script>`,
        item: { ...booking.item, title: '<b>Kelas</b> & "teman"', location: `<a href='x'>` },
      },
    });
    const rendered = render('rejected', hostile, 'id', settings);

    expect(rendered.html).not.toMatch(/<(img|script|b|a href='x')[ >]/);
    expect(rendered.html).toContain('&lt;b&gt;Kelas&lt;/b&gt; &amp; &quot;teman&quot;');
    expect(rendered.html).toContain('&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;');
  });

  it('keeps its subject on one line, whatever the title holds', () => {
    const { booking } = aRecipient();
    const split = aRecipient({
      booking: { item: { ...booking.item, title: 'Kelas\r\nBcc: all@example.org\r\n\r\nHi' } },
    });
    expect(render('approved', split, 'en', settings).subject).toBe(
      'Your booking is approved: Kelas Bcc: all@example.org Hi',
    );
  });
});
