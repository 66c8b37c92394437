import * as contracts from '@karcis/contracts';
import type { BookingView } from '@karcis/contracts';
import { type NatsConnection, connectNats, createHints, each, serve } from '@karcis/messaging';
import { silentLog } from '@karcis/testing';
import { anItem, draftId, itemId } from './facts.ts';
import { type Answers, type Memory, usualAnswers } from './usual-answers.ts';

/** The services behind the gateway, as their published contracts have them, with a booking or two in memory. */
export type Neighbours = Memory & {
  /** Every command and question that came, in order. */
  readonly asked: { readonly subject: string; readonly request: unknown }[];
  /** Replace one to make a service answer otherwise; `reset` brings the usual ones back. */
  readonly answers: Answers;
  change(id: string, changes: Partial<BookingView>): void;
  tell(subject: string, hint?: unknown): void;
  reset(): void;
  stop(): Promise<void>;
};

export async function startNeighbours(natsUrl: string): Promise<Neighbours> {
  const nc = await connectNats({ url: natsUrl, name: 'neighbours', log: silentLog });
  const items = new Map([
    [itemId, anItem()],
    [draftId, anItem({ id: draftId, shortId: '7GK2M9QY', status: 'DRAFT' })],
  ]);
  const bookings = new Map<string, BookingView>();
  const holds: Neighbours['holds'] = new Map();
  const asked: Neighbours['asked'] = [];
  const answers = usualAnswers({ items, bookings, holds });
  const usual = { ...answers };
  const hints = createHints(nc);
  serveAll(nc, answers, asked);

  return {
    items,
    bookings,
    holds,
    asked,
    answers,
    change(id, changes) {
      const booking = bookings.get(id);
      if (!booking) throw new Error('no such booking');
      const version = booking.version + 1;
      bookings.set(id, { ...booking, version, updatedAt: new Date().toISOString(), ...changes });
    },
    tell: (subject, hint = {}) => hints.tell(subject, hint),
    reset() {
      Object.assign(answers, usual);
      asked.length = 0;
    },
    stop: () => nc.close(),
  };
}

function serveAll(nc: NatsConnection, answers: Answers, asked: Neighbours['asked']): void {
  const options = { queue: 'neighbours', maxInFlight: 64 };
  const answer = <Q, R>(
    contract: contracts.CallContract<Q, R>,
    of: () => (request: Q) => R | Promise<R>,
  ) =>
    serve(
      nc,
      contract,
      each(async (request) => {
        asked.push({ subject: contract.subject, request });
        return of()(request);
      }),
      options,
    );

  answer(contracts.holdBooking, () => answers.holdBooking);
  answer(contracts.findBooking, () => answers.findBooking);
  answer(contracts.selectMethod, () => answers.selectMethod);
  answer(contracts.cancelBooking, () => answers.cancelBooking);
  answer(contracts.prepareProof, () => answers.prepareProof);
  answer(contracts.submitForm, () => answers.submitForm);
  answer(contracts.findProofOutcome, () => answers.findProofOutcome);
  answer(contracts.approveBooking, () => answers.approveBooking);
  answer(contracts.rejectBooking, () => answers.rejectBooking);
  answer(contracts.openCheckout, () => answers.openCheckout);
  answer(contracts.takePaymentWebhook, () => answers.takePaymentWebhook);
  answer(contracts.cancelPaidBooking, () => answers.cancelPaidBooking);
  answer(contracts.refundBooking, () => answers.refundBooking);
  answer(contracts.findPayments, () => answers.findPayments);
  answer(contracts.listPayments, () => answers.listPayments);
  answer(contracts.listUnmatchedPayments, () => answers.listUnmatchedPayments);
  answer(contracts.findAudit, () => answers.findAudit);
  answer(contracts.listBookings, () => answers.listBookings);
  answer(contracts.readStats, () => answers.readStats);
  answer(contracts.listPaymentMethods, () => answers.listPaymentMethods);
  answer(contracts.listAllPaymentMethods, () => answers.listAllPaymentMethods);
  answer(contracts.createPaymentMethod, () => answers.createPaymentMethod);
  answer(contracts.updatePaymentMethod, () => answers.updatePaymentMethod);
  answer(contracts.removePaymentMethod, () => answers.removePaymentMethod);
  answer(contracts.addStatementPart, () => answers.addStatementPart);
  answer(contracts.readStatement, () => answers.readStatement);
  answer(contracts.listTransfers, () => answers.listTransfers);
  answer(contracts.findItem, () => answers.findItem);
  answer(contracts.listItems, () => answers.listItems);
  answer(contracts.createItem, () => answers.createItem);
  answer(contracts.updateItem, () => answers.updateItem);
  answer(contracts.readClock, () => answers.readClock);
  answer(contracts.findProof, () => answers.findProof);
  answer(contracts.checkIn, () => answers.checkIn);
  answer(contracts.undoCheckIn, () => answers.undoCheckIn);
  answer(contracts.syncCheckIns, () => answers.syncCheckIns);
  answer(contracts.listTickets, () => answers.listTickets);
  answer(contracts.findTicketKeys, () => answers.findTicketKeys);
  answer(contracts.findDeliveries, () => answers.findDeliveries);
  answer(contracts.sendLoginCode, () => answers.sendLoginCode);
  answer(contracts.sendInvitation, () => answers.sendInvitation);
  answer(contracts.listAccountBookings, () => answers.listAccountBookings);
  answer(contracts.listDeliveries, () => answers.listDeliveries);
  answer(contracts.retryDelivery, () => answers.retryDelivery);
  answer(contracts.listWebhookEndpoints, () => answers.listWebhookEndpoints);
  answer(contracts.createWebhookEndpoint, () => answers.createWebhookEndpoint);
  answer(contracts.removeWebhookEndpoint, () => answers.removeWebhookEndpoint);
  answer(contracts.replayWebhooks, () => answers.replayWebhooks);
  answer(contracts.listTemplates, () => () => ({ data: [] }));
  answer(contracts.findTemplate, () => () => ({ template: null }));
  answer(contracts.saveTemplate, () => answers.saveTemplate);
  answer(contracts.resetTemplate, () => () => ({ outcome: 'template-not-found' }) as const);
  answer(contracts.previewTemplate, () => answers.previewTemplate);
  answer(contracts.resendMessage, () => answers.resendMessage);
  answer(contracts.recordCallback, () => answers.recordCallback);
  answer(contracts.confirmSubscription, () => answers.confirmSubscription);
  for (const service of contracts.deadLetterServices) {
    answer(
      contracts.listDeadLetters(service),
      () => (page) => answers.listDeadLetters(service, page),
    );
    answer(
      contracts.replayDeadLetter(service),
      () => (request) => answers.replayDeadLetter(service, request),
    );
  }
}
