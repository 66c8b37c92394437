import { type Msg, type NatsConnection, headers } from '@nats-io/transport-node';
import { Rejected } from '@karcis/batching';
import { currentTraceparent } from '@karcis/telemetry';
import { RemoteFailure, Unavailable } from './failures.ts';
import { linkOf } from './link.ts';
import { isNoResponders, replyInboxOf } from './reply-inbox.ts';
import { type ReplyPart, type WireError, encodeCommands } from './wire.ts';

/**
 * Sends one message of commands and gathers the parts of its answer. What was answered counts, even if the
 * rest does not come in time or the connection breaks.
 */
export function ask<R>(
  nc: NatsConnection,
  subject: string,
  commands: readonly string[],
  timeoutMs: number,
): Promise<readonly (R | Rejected)[]> {
  if (!linkOf(nc).up) return Promise.reject(new Unavailable(`no connection to ask ${subject}`));

  return new Promise((resolve) => {
    const answers = new Map<number, R | Rejected>();
    const reply = replyInboxOf(nc).expect(take, () =>
      finish(`the connection broke while asking ${subject}`),
    );
    const timer = setTimeout(() => finish(`${subject} is silent for ${timeoutMs} ms`), timeoutMs);

    function take(msg: Msg): void {
      if (isNoResponders(msg)) return finish(`nobody answers ${subject}`);

      const { from, results } = msg.json<ReplyPart>();
      for (const [index, result] of results.entries()) {
        const answer = result.ok ? (result.value as R) : rejected(subject, result.error);
        answers.set(from + index, answer);
      }
      if (answers.size === commands.length) finish('');
    }

    function finish(reason: string): void {
      clearTimeout(timer);
      reply.forget();
      // An error costs its stack: none is made when all is well.
      const unanswered = reason ? new Rejected(new Unavailable(reason)) : undefined;
      resolve(
        commands.map((_, index) =>
          answers.has(index) || !unanswered ? (answers.get(index) as R | Rejected) : unanswered,
        ),
      );
    }

    try {
      nc.publish(subject, encodeCommands(commands), { reply: reply.subject, ...traced() });
    } catch (error) {
      finish(`${subject} could not be asked: ${String(error)}`);
    }
  });
}

function traced() {
  const traceparent = currentTraceparent();
  if (!traceparent) return {};

  const carrying = headers();
  carrying.set('traceparent', traceparent);
  return { headers: carrying };
}

const rejected = (subject: string, error: WireError) =>
  new Rejected(
    error === 'unavailable'
      ? new Unavailable(`${subject} is not available`)
      : new RemoteFailure(`${subject} ${error === 'invalid' ? 'took it for malformed' : 'failed'}`),
  );
