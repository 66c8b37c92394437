import * as contracts from '@karcis/contracts';
import { type NatsConnection, createCaller } from '@karcis/messaging';
import type { Metrics } from '@karcis/telemetry';

export type Calls = ReturnType<typeof createCalls>;

/**
 * One message of holds at a time, and the next carries all that came meanwhile, unless that one takes unusually long or as many
 * wait as it carries.
 */
const HOLD_PATIENCE = { inFlight: 1, ms: 200 };

/** 100,000 lines are read in a few seconds on a machine that has nothing else to do. */
const STATEMENT_READ_MS = 60_000;
/** Every line of an account is weighed against the others. */
const TRANSFERS_MS = 12_000;
/** A person may have booked hundreds of times. */
const ERASE_MS = 30_000;
/** A payment provider may take its time, and nobody has to wait for another's. */
const AT_A_PROVIDER = { timeoutMs: 12_000, maxInFlight: 256 };

/** Every question and command that the gateway sends. One tick's requests of a kind travel together. */
export function createCalls(nc: NatsConnection, metrics: Metrics) {
  const ask = <Q, R>(contract: contracts.CallContract<Q, R>) =>
    createCaller(nc, contract, { metrics });
  const perService = <T>(make: (service: contracts.DeadLetterService) => T) =>
    Object.fromEntries(
      contracts.deadLetterServices.map((service) => [service, make(service)]),
    ) as Record<contracts.DeadLetterService, T>;

  return {
    holdBooking: createCaller(nc, contracts.holdBooking, { metrics, patience: HOLD_PATIENCE }),
    findBooking: ask(contracts.findBooking),
    selectMethod: ask(contracts.selectMethod),
    cancelBooking: ask(contracts.cancelBooking),
    prepareProof: ask(contracts.prepareProof),
    submitForm: ask(contracts.submitForm),
    findProofOutcome: ask(contracts.findProofOutcome),
    approveBooking: ask(contracts.approveBooking),
    rejectBooking: ask(contracts.rejectBooking),
    openCheckout: createCaller(nc, contracts.openCheckout, { metrics, ...AT_A_PROVIDER }),
    takePaymentWebhook: ask(contracts.takePaymentWebhook),
    cancelPaidBooking: ask(contracts.cancelPaidBooking),
    refundBooking: ask(contracts.refundBooking),
    findPayments: ask(contracts.findPayments),
    listPayments: ask(contracts.listPayments),
    listUnmatchedPayments: ask(contracts.listUnmatchedPayments),
    findAudit: ask(contracts.findAudit),
    listBookings: ask(contracts.listBookings),
    readStats: ask(contracts.readStats),
    eraseBookings: createCaller(nc, contracts.eraseBookings, { metrics, timeoutMs: ERASE_MS }),
    listAccountBookings: ask(contracts.listAccountBookings),
    listPaymentMethods: ask(contracts.listPaymentMethods),
    listAllPaymentMethods: ask(contracts.listAllPaymentMethods),
    createPaymentMethod: ask(contracts.createPaymentMethod),
    updatePaymentMethod: ask(contracts.updatePaymentMethod),
    removePaymentMethod: ask(contracts.removePaymentMethod),

    addStatementPart: ask(contracts.addStatementPart),
    readStatement: createCaller(nc, contracts.readStatement, {
      metrics,
      timeoutMs: STATEMENT_READ_MS,
    }),
    dismissLine: createCaller(nc, contracts.dismissLine, { metrics }),
    listTransfers: createCaller(nc, contracts.listTransfers, { metrics, timeoutMs: TRANSFERS_MS }),

    findItem: ask(contracts.findItem),
    listItems: ask(contracts.listItems),
    createItem: ask(contracts.createItem),
    updateItem: ask(contracts.updateItem),
    readClock: ask(contracts.readClock),

    findProof: ask(contracts.findProof),

    checkIn: ask(contracts.checkIn),
    undoCheckIn: ask(contracts.undoCheckIn),
    syncCheckIns: ask(contracts.syncCheckIns),
    listTickets: ask(contracts.listTickets),
    findTicketKeys: ask(contracts.findTicketKeys),

    findDeliveries: ask(contracts.findDeliveries),
    listDeliveries: ask(contracts.listDeliveries),
    retryDelivery: ask(contracts.retryDelivery),
    sendLoginCode: ask(contracts.sendLoginCode),
    sendInvitation: ask(contracts.sendInvitation),
    listWebhookEndpoints: ask(contracts.listWebhookEndpoints),
    createWebhookEndpoint: ask(contracts.createWebhookEndpoint),
    removeWebhookEndpoint: ask(contracts.removeWebhookEndpoint),
    replayWebhooks: ask(contracts.replayWebhooks),
    listTemplates: ask(contracts.listTemplates),
    findTemplate: ask(contracts.findTemplate),
    saveTemplate: ask(contracts.saveTemplate),
    resetTemplate: ask(contracts.resetTemplate),
    previewTemplate: ask(contracts.previewTemplate),
    resendMessage: ask(contracts.resendMessage),
    recordCallback: ask(contracts.recordCallback),
    confirmSubscription: ask(contracts.confirmSubscription),

    listDeadLetters: perService((service) => ask(contracts.listDeadLetters(service))),
    replayDeadLetter: perService((service) => ask(contracts.replayDeadLetter(service))),
  };
}
