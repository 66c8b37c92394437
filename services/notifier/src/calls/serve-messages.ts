import * as contracts from '@karcis/contracts';
import type { RequestOf, ResponseOf } from '@karcis/contracts';
import { each, type NatsConnection, serve, type Server } from '@karcis/messaging';
import type { Logger } from '@karcis/telemetry';
import type { WhatsAppProvider } from '../channels/whatsapp/provider.ts';
import { NEWS_MS } from '../commands/plan-deliveries.ts';
import { type ResendDeps, resendMessage } from '../commands/resend-message.ts';
import { recordReceipts } from '../db/record-receipts.ts';
import { replayDeliveries } from '../db/replay-deliveries.ts';

export type MessageCallDeps = ResendDeps & {
  readonly nc: NatsConnection;
  readonly log: Logger;
  readonly provider: WhatsAppProvider | undefined;
  /** The gateway's origin, as providers know it. */
  readonly publicUrl: string;
  readonly now: () => Date;
  /** Told after messages became due. */
  readonly onDue: () => void;
  /** Told of a booking whose messages people see differently now. */
  readonly onChanged: (bookingId: string) => void;
};

/** What providers tell of messages, and who wants some of them again. */
export function serveMessages(deps: MessageCallDeps): Server[] {
  const { nc, db, log, provider, publicUrl, now, onDue, onChanged } = deps;
  const serving = { queue: 'notifier', maxInFlight: 2, maxItems: 256, log };

  async function record(
    asked: RequestOf<typeof contracts.recordCallback>,
  ): Promise<ResponseOf<typeof contracts.recordCallback>> {
    if (provider?.name !== asked.provider) return { outcome: 'not-found' };
    const url = publicUrl + asked.url;
    const body = Buffer.from(asked.body, 'base64');
    const receipts = provider.readCallback({ url, signature: asked.signature, body }, now());
    if (!receipts) return { outcome: 'unauthorized' };

    const bookingIds = receipts.length > 0 ? await recordReceipts(db, receipts) : [];
    for (const bookingId of new Set(bookingIds)) onChanged(bookingId);
    return { outcome: 'recorded' };
  }

  async function resend(
    request: RequestOf<typeof contracts.resendMessage>,
  ): Promise<ResponseOf<typeof contracts.resendMessage>> {
    const answer = await resendMessage(deps, request);
    if (answer.outcome === 'ok') onChanged(request.bookingId);
    if (answer.outcome === 'ok') onDue();
    return answer;
  }

  async function replay({
    endpointId,
    replay: wanted,
  }: RequestOf<typeof contracts.replayWebhooks>): Promise<
    ResponseOf<typeof contracts.replayWebhooks>
  > {
    const replayed = await replayDeliveries(db, { endpointId, replay: wanted, newsMs: NEWS_MS });
    if (replayed === null) return { outcome: 'webhook-endpoint-not-found' };
    if (replayed === 0 && 'deliveryId' in wanted) return { outcome: 'notification-not-found' };
    onDue();
    return { outcome: 'ok', replayed };
  }

  return [
    serve(nc, contracts.recordCallback, each(record), serving),
    serve(
      nc,
      contracts.confirmSubscription,
      each(async (question) => ({ challenge: provider?.confirm(question) ?? null })),
      serving,
    ),
    serve(nc, contracts.resendMessage, each(resend), serving),
    serve(nc, contracts.replayWebhooks, each(replay), serving),
  ];
}
