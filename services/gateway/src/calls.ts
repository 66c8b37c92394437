import * as contracts from '@karcis/contracts';
import { type NatsConnection, createCaller } from '@karcis/messaging';
import type { Metrics } from '@karcis/telemetry';

export type Calls = ReturnType<typeof createCalls>;

/** One message of holds at a time, and the next carries all that came meanwhile, unless that one takes unusually long. */
const HOLD_PATIENCE = { inFlight: 1, ms: 200 };

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
    findAudit: ask(contracts.findAudit),
    listBookings: ask(contracts.listBookings),
    readStats: ask(contracts.readStats),
    listPaymentMethods: ask(contracts.listPaymentMethods),
    listAllPaymentMethods: ask(contracts.listAllPaymentMethods),
    createPaymentMethod: ask(contracts.createPaymentMethod),
    updatePaymentMethod: ask(contracts.updatePaymentMethod),
    removePaymentMethod: ask(contracts.removePaymentMethod),

    findItem: ask(contracts.findItem),
    listItems: ask(contracts.listItems),
    createItem: ask(contracts.createItem),
    updateItem: ask(contracts.updateItem),
    readClock: ask(contracts.readClock),

    findProof: ask(contracts.findProof),

    findDeliveries: ask(contracts.findDeliveries),
    listDeliveries: ask(contracts.listDeliveries),
    retryDelivery: ask(contracts.retryDelivery),
    listWebhookEndpoints: ask(contracts.listWebhookEndpoints),
    createWebhookEndpoint: ask(contracts.createWebhookEndpoint),
    removeWebhookEndpoint: ask(contracts.removeWebhookEndpoint),

    listDeadLetters: perService((service) => ask(contracts.listDeadLetters(service))),
    replayDeadLetter: perService((service) => ask(contracts.replayDeadLetter(service))),
  };
}
