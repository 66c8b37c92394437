import { Answers, Booking, type BookingView } from '@karcis/contracts';
import { invalidInput, parseStrictJson } from '@karcis/http';
import { z } from 'zod';
import type { Owners } from '../../accounts/owners.ts';
import type { Calls } from '../../calls.ts';
import type { ProofOutcome } from '../../commands/await-proof.ts';
import { fingerprintOfParts } from '../../domain/fingerprint.ts';
import type { Run } from '../../idempotency/keys.ts';
import { createSlots } from '../../limits/slots.ts';
import type { BookingViews } from '../../queries/find-booking-view.ts';
import type { ProofFiles } from '../../uploads/proof-files.ts';
import type { Form } from '../../uploads/read-form.ts';
import { digestForm, receiveUpload } from '../../uploads/receive-upload.ts';
import type { Deadlines } from '../deadlines.ts';
import { type EffectReply, type Once, pathOf } from '../once.ts';
import { bookingProblem, refuse } from '../refusals.ts';
import { type Ask, type Route, answer, defineRoute } from '../route.ts';
import { bookingUrl, ownerScope } from './bookings.ts';
import { byBookingId } from './refs.ts';

export type ProofRoutesDeps = {
  readonly calls: Pick<Calls, 'prepareProof' | 'submitForm'>;
  readonly awaitProof: (bookingId: string, proofId: string) => Promise<ProofOutcome>;
  readonly views: BookingViews;
  readonly owners: Owners;
  readonly once: Once;
  readonly files: ProofFiles;
  readonly deadlines: Deadlines;
};

const ProofForm = z.strictObject({
  file: z.file().optional().meta({ description: 'JPG, PNG or PDF of at most 10 MB' }),
  fields: z
    .string()
    .optional()
    .meta({ description: 'JSON: answers to the item’s questions, by key' }),
});

/** A double click and a retry or two. */
const UPLOADS_OF_A_BOOKING = 4;
/** Many people share an address, and few of them send a photo at the same moment. */
const UPLOADS_OF_A_CLIENT = 32;
const RETRY_AFTER_SECONDS = 10;

/** Handing in a proof: the money's photo, and answers to the item's own questions. */
export function proofRoutes(deps: ProofRoutesDeps): Route[] {
  const { calls, awaitProof, views, owners, once, files, deadlines } = deps;
  const slots = (max: number) => createSlots({ max, retryAfterSeconds: RETRY_AFTER_SECONDS });
  const ofBookings = slots(UPLOADS_OF_A_BOOKING);
  const ofClients = slots(UPLOADS_OF_A_CLIENT);

  const inTurn = <T>(ask: Ask, booking: BookingView, work: () => Promise<T>): Promise<T> =>
    ofClients.run(ask.exchange.client.subscriber, () => ofBookings.run(booking.id, work));

  async function submit(
    ask: Ask,
    booking: BookingView,
    run: Run,
    admit: (fingerprint: string) => Promise<void>,
  ): Promise<EffectReply> {
    const bookingId = booking.id;
    const proofId = run.idOf('proof');
    const { ipHash } = ask.exchange.client;
    refuseEarly(booking, proofId);

    const { hasFile } = await receiveUpload(ask.req, deadlines, {
      acceptsFields: true,
      openUpload: () => files.sendProof(proofId, bookingId),
      async admit(form) {
        const answers = readAnswers(form);
        await admit(fingerprintOf(ask, form));
        const prepared = await calls.prepareProof({
          bookingId,
          proofId,
          answers,
          ipHash,
          hasFile: form.hasFile,
        });
        if (!prepared.ok) throw refuse(bookingProblem(prepared.refusal));
      },
    });
    if (hasFile) return conclude(booking, await awaitProof(bookingId, proofId));

    const submitted = await calls.submitForm({ bookingId, proofId, ipHash });
    return submitted.ok
      ? conclude(booking, { outcome: 'submitted', booking: submitted.booking })
      : { problem: bookingProblem(submitted.refusal) };
  }

  async function conclude(before: BookingView, result: ProofOutcome): Promise<EffectReply> {
    if (result.outcome === 'refused') return { problem: bookingProblem(result.refusal) };
    const booking = result.booking ?? before;
    const status = result.outcome === 'submitted' ? 200 : 202;
    return {
      ...answer(status, await views.show(booking, 'owner')),
      location: bookingUrl(booking.code),
    };
  }

  return [
    defineRoute({
      method: 'post',
      path: '/api/bookings/:id/proof',
      summary: 'Hands in a proof: 202 while it is still being checked',
      access: 'owner',
      limits: ['sensitive'],
      params: byBookingId,
      form: ProofForm,
      idempotent: true,
      answers: { 200: Booking, 202: Booking },
      problems: [
        'hold-expired',
        'invalid-transition',
        'file-required',
        'file-too-large',
        'file-type-not-allowed',
        'file-unreadable',
        'file-unsafe',
      ],
      async handle(ask) {
        const booking = await owners.authorise(ask.req, ask.params.id);
        return inTurn(ask, booking, () =>
          once.streamed(ask, ownerScope(booking.id), {
            receive: (run, admit) => submit(ask, booking, run, admit),
            digest: async () =>
              fingerprintOf(ask, await digestForm(ask.req, deadlines, { acceptsFields: true })),
          }),
        );
      },
    }),
  ];
}

/** Nobody should send 10 MB for a booking that cannot take it; a repeat of the proof that it took may. */
function refuseEarly({ state, proof }: BookingView, proofId: string): void {
  if (state === 'HOLD' || proof?.id === proofId) return;
  throw refuse(
    bookingProblem(
      state === 'EXPIRED' ? { code: 'hold-expired' } : { code: 'invalid-transition', state },
    ),
  );
}

function readAnswers({ fields }: Form): Answers {
  const parsed = z.object({ fields: Answers }).safeParse({
    fields: fields === undefined ? {} : parseStrictJson(fields),
  });
  if (!parsed.success) throw refuse(invalidInput(parsed.error));
  return parsed.data.fields;
}

const fingerprintOf = (ask: Ask, { parts }: Form) =>
  fingerprintOfParts(ask.req.method ?? '', pathOf(ask), parts);
