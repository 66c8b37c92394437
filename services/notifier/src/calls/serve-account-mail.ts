import { sendInvitation, sendLoginCode } from '@karcis/contracts';
import { each, type NatsConnection, serve, type Server } from '@karcis/messaging';
import type { Logger } from '@karcis/telemetry';
import type { AccountMail } from '../delivery/account-mail.ts';

/** The gateway's letters to accounts. */
export function serveAccountMail(deps: {
  readonly nc: NatsConnection;
  readonly mail: Pick<AccountMail, 'accept'>;
  readonly log: Logger;
}): Server[] {
  const { nc, mail, log } = deps;
  const serving = { queue: 'notifier', maxInFlight: 64, maxItems: 256, log };
  return [
    serve(
      nc,
      sendLoginCode,
      each(async (command) => ({ accepted: mail.accept({ kind: 'login-code', ...command }) })),
      serving,
    ),
    serve(
      nc,
      sendInvitation,
      each(async (command) => ({ accepted: mail.accept({ kind: 'invitation', ...command }) })),
      serving,
    ),
  ];
}
