import type { RequestOf, ResponseOf, takePaymentWebhook } from '@karcis/contracts';
import { keepReport } from '../db/payment-queues.ts';
import type { Db } from '../db/schema.ts';
import type { PaymentProvider } from '../providers/provider.ts';

export type TakeWebhookDeps = {
  readonly db: Db;
  readonly providers: ReadonlyMap<string, PaymentProvider>;
  /** Tells the workers that something came. */
  readonly wake: () => void;
};

/**
 * Judges a webhook's signature and keeps what it says, for ever and once; the work comes later. A repeat is taken again, and has no
 * effect. What is kept is in our words: a webhook's own bytes hold names and addresses.
 */
export function createTakeWebhook({ db, providers, wake }: TakeWebhookDeps) {
  return async ({
    provider: name,
    headers,
    body,
  }: RequestOf<typeof takePaymentWebhook>): Promise<ResponseOf<typeof takePaymentWebhook>> => {
    const provider = providers.get(name);
    if (!provider) return { outcome: 'unknown-provider' };

    const reports = await provider.readWebhook({ headers, body: Buffer.from(body, 'base64') });
    if (!reports) return { outcome: 'forged' };

    for (const report of reports) await keepReport(db, provider.name, report);
    if (reports.length > 0) wake();
    return { outcome: 'taken' };
  };
}
