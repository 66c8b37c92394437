import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@karcis/telemetry';
import { SendFailure } from '../channels/channel.ts';
import type { Mailer } from '../channels/mailer.ts';
import { type AccountLetter, renderAccountLetter } from '../templates/account-letters.ts';
import type { TemplateSettings } from '../templates/facts.ts';

export type AccountMailCommand = AccountLetter & { readonly id: string; readonly email: string };

export type AccountMail = {
  /** Takes a letter, to send it as soon as the mail server lets it. False when too many wait. */
  accept(command: AccountMailCommand): boolean;
  /** Gives up what is still waiting: its reader asks for another one. */
  stop(): Promise<void>;
};

export type AccountMailOptions = {
  readonly mailer: Mailer;
  readonly from: string;
  readonly settings: TemplateSettings;
  readonly retryBaseMs: number;
  readonly log: Logger;
};

const WAITING_MAX = 1_000;
/** Somebody sits before a page and waits. Later than this they have asked again. */
const GIVE_UP_MS = 2 * 60_000;
const RETRY_FACTOR = 2;

/**
 * Letters with codes and links that open an account. They live in memory alone: no table, event, dead letter or log line has
 * what is in them, and a process that ends loses those that were not sent yet.
 */
export function createAccountMail(options: AccountMailOptions): AccountMail {
  const { mailer, from, settings, retryBaseMs, log } = options;
  const { hostname } = new URL(settings.publicUrl);
  const waiting = new Set<Promise<void>>();
  const stopping = new AbortController();

  async function send({ id, email, ...letter }: AccountMailCommand): Promise<void> {
    const until = Math.min(Date.now() + GIVE_UP_MS, Date.parse(letter.expiresAt));
    const mail = {
      id,
      messageId: `<${id}@${hostname}>`,
      from,
      to: { name: '', address: email },
      ...renderAccountLetter(letter, settings),
    };
    for (let waitMs = retryBaseMs; ; waitMs *= RETRY_FACTOR) {
      const failure = await mailer.send(mail).catch((error: unknown) => error);
      if (!failure) return;
      const reason = failure instanceof SendFailure ? failure.message : 'it could not be made';
      const isFinal = !(failure instanceof SendFailure) || failure.isFinal;
      if (isFinal || Date.now() + waitMs > until || stopping.signal.aborted) {
        log.error({ id, kind: letter.kind, reason }, 'an account’s letter is given up');
        return;
      }
      log.warn({ id, kind: letter.kind, reason }, 'an account’s letter was not taken');
      await pause(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  return {
    accept(command) {
      if (waiting.size >= WAITING_MAX || stopping.signal.aborted) return false;
      const sending = send(command).finally(() => waiting.delete(sending));
      waiting.add(sending);
      return true;
    },
    async stop() {
      stopping.abort();
      await Promise.all(waiting);
    },
  };
}
