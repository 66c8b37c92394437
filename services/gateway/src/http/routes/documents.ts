import type { BookingView } from '@karcis/contracts';
import type { Issuer } from '@karcis/documents';
import { ProblemError } from '@karcis/http';
import { z } from 'zod';
import type { Owners } from '../../accounts/owners.ts';
import type { DocumentKind, DrawingDesk } from '../../documents/drawing-desk.ts';
import type { BookingViews } from '../../queries/find-booking-view.ts';
import type { ServerClock } from '../../queries/server-clock.ts';
import { type Route, defineRoute } from '../route.ts';
import { sendDocument } from '../stream-answer.ts';
import { byBookingCode } from './refs.ts';

export type DocumentRoutesDeps = {
  readonly views: BookingViews;
  readonly owners: Owners;
  readonly clock: ServerClock;
  readonly desk: DrawingDesk;
  readonly issuer: Issuer;
};

const CONTENT_TYPES = {
  pdf: 'application/pdf',
  svg: 'image/svg+xml',
  ics: 'text/calendar; charset=utf-8',
} as const;

/** A link cannot set a header. */
const Wanted = z.strictObject({ lang: z.enum(['id', 'en']).optional() });

/** What people take along from a booking. */
export function documentRoutes({
  views,
  owners,
  clock,
  desk,
  issuer,
}: DocumentRoutesDeps): Route[] {
  const document = (
    kind: DocumentKind,
    about: {
      readonly summary: string;
      readonly access: 'owner' | 'public';
      readonly problems?: readonly ('ticket-not-ready' | 'certificate-not-ready')[];
      /** Throws where there is no such document yet. */
      readonly requireReady?: (booking: BookingView, now: Date) => void;
    },
  ) => {
    const contentType = CONTENT_TYPES[kind.split('.')[1] as keyof typeof CONTENT_TYPES];
    return defineRoute({
      method: 'get',
      path: `/api/bookings/:code/${kind}`,
      summary: about.summary,
      access: about.access,
      // It waits for the desk's turn, not for the others.
      streams: true,
      params: byBookingCode,
      query: Wanted,
      answers: { 200: { contentType, description: about.summary } },
      ...(about.problems && { problems: about.problems }),
      async handle({ req, res, params, query, language: preferred }) {
        const booking = await views.find({ code: params.code });
        if (!booking) throw new ProblemError('booking-not-found');
        if (about.access === 'owner') await owners.requireOwner(req, booking);
        about.requireReady?.(booking, clock.now());

        const language = query.lang ?? preferred;
        const bytes = await desk.draw(kind, { booking, issuer, language });
        return sendDocument(res, bytes, {
          contentType,
          fileName: `${booking.code}-${kind}`,
          language,
        });
      },
    });
  };

  return [
    document('ticket.pdf', {
      summary: 'The tickets, one page each, to print',
      access: 'owner',
      problems: ['ticket-not-ready'],
      requireReady: requirePaid,
    }),
    document('ticket.svg', {
      summary: 'The tickets as one picture',
      access: 'owner',
      problems: ['ticket-not-ready'],
      requireReady: requirePaid,
    }),
    document('certificate.pdf', {
      summary: 'Certificates, when the item is over and offers them',
      access: 'owner',
      problems: ['ticket-not-ready', 'certificate-not-ready'],
      requireReady: requireCertificate,
    }),
    document('summary.pdf', { summary: 'The booking as it stands', access: 'owner' }),
    document('calendar.ics', {
      summary: 'The event for a calendar, with nothing personal in it',
      access: 'public',
    }),
  ];
}

function requirePaid({ state }: BookingView): void {
  if (state !== 'PAID') throw new ProblemError('ticket-not-ready', { members: { state } });
}

function requireCertificate(booking: BookingView, now: Date): void {
  requirePaid(booking);
  const { certificate, startsAt, endsAt } = booking.item;
  if (!certificate) {
    throw new ProblemError('certificate-not-ready', {
      detail: {
        id: 'Acara ini tidak memberikan sertifikat.',
        en: 'This item gives no certificates.',
      },
    });
  }
  if (now < new Date(endsAt ?? startsAt)) {
    throw new ProblemError('certificate-not-ready', {
      detail: {
        id: 'Sertifikat terbit setelah acara selesai.',
        en: 'Certificates come when the item is over.',
      },
    });
  }
}
