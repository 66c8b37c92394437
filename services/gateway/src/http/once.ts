import { problems } from '@karcis/contracts';
import { ProblemError, problem } from '@karcis/http';
import type { KeptAnswer } from '../db/idempotency-keys.ts';
import { fingerprintOfJson } from '../domain/fingerprint.ts';
import { isIdempotencyKey } from '../domain/idempotency-key.ts';
import type { Claim, Keys, Run } from '../idempotency/keys.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Answer, Ask, Reply } from './route.ts';
import { sendBytes } from './send.ts';

/** An answer that is kept, and where its result is found when it is not kept any more. */
export type Effect = Answer & { readonly location: string };
export type EffectReply = Effect | Exclude<Reply, Answer | 'streamed'>;

export type Streaming = {
  /** Reads the body and acts. Calls `admit` once all of it is known, before anything can take effect. */
  receive(run: Run, admit: (fingerprint: string) => Promise<void>): Promise<EffectReply>;
  /** Only reads, and tells what came. */
  digest(): Promise<string>;
};

export type Once = {
  /** Does the work at most once for the request's key; a repeat gets the first answer. */
  json(ask: Ask, scope: string, work: (run: Run) => Promise<EffectReply>): Promise<Reply>;
  /** The same for a body that is still to be read, so that nobody knows yet whether it is a repeat. */
  streamed(ask: Ask, scope: string, streaming: Streaming): Promise<Reply>;
};

const IN_PROGRESS: Reply = {
  problem: problem('request-in-progress', { headers: { 'Retry-After': '1' } }),
};
const REUSED: Reply = { problem: problem('idempotency-key-reused') };

export type OnceOptions = {
  readonly keys: Keys;
  readonly telemetry: Pick<Telemetry, 'replayed'>;
};

/** Idempotency as api.md has it, for every POST but a hold. */
export function createOnce({ keys, telemetry }: OnceOptions): Once {
  const claim = ({ req, exchange }: Ask, scope: string, fingerprint: string | null) => {
    const route = `${req.method} ${exchange.route}`;
    return keys.claim({ scope, route, key: idempotencyKeyOf(req), fingerprint });
  };

  function repeat({ res }: Ask, known: Claim, fingerprint: string): Reply {
    if (known.state === 'claimed' || known.state === 'running') return IN_PROGRESS;
    if (known.fingerprint !== fingerprint) return REUSED;
    if (known.state === 'broken-off') return IN_PROGRESS;
    if (known.state === 'forgotten') {
      return { problem: problem('already-done', { headers: { Location: known.location } }) };
    }

    telemetry.replayed();
    const { status, headers, body } = known.answer;
    sendBytes(res, { status, headers: { ...headers, 'Idempotency-Replayed': 'true' } }, body);
    return 'streamed';
  }

  return {
    async json(ask, scope, work) {
      const fingerprint = fingerprintOfJson(ask.req.method ?? '', pathOf(ask), ask.body);
      const known = await claim(ask, scope, fingerprint);
      if (known.state === 'claimed') {
        return conclude(
          ask,
          known.run,
          () => work(known.run),
          () => fingerprint,
        );
      }
      if (known.fingerprint !== null && known.fingerprint !== fingerprint) return REUSED;
      return repeat(ask, known, fingerprint);
    },

    async streamed(ask, scope, { receive, digest }) {
      const known = await claim(ask, scope, null);
      if (known.state !== 'claimed') {
        return known.state === 'running' ? IN_PROGRESS : repeat(ask, known, await digest());
      }

      const { run } = known;
      let admitted: string | undefined;
      const admit = async (fingerprint: string) => {
        if (run.fingerprint !== null && run.fingerprint !== fingerprint) {
          throw new ProblemError('idempotency-key-reused');
        }
        await run.record(fingerprint);
        admitted = fingerprint;
      };
      return conclude(
        ask,
        run,
        () => receive(run, admit),
        () => admitted,
      );
    },
  };
}

/** Ends the claim by what came of the work, and only then answers. */
async function conclude(
  { res }: Ask,
  run: Run,
  work: () => Promise<EffectReply>,
  fingerprintOf: () => string | undefined,
): Promise<Reply> {
  /** A refusal had no effect; but an earlier run that broke off may have had one, if this one never got as far. */
  const give = async (status: number) => {
    const isClear = fingerprintOf() !== undefined || run.fingerprint === null;
    // When this fails the lease simply ends by itself.
    await (status < 500 && isClear ? run.free() : run.breakOff()).catch(() => undefined);
  };

  let reply: EffectReply;
  try {
    reply = await work();
  } catch (error) {
    await give(error instanceof ProblemError ? problems[error.problem.code].status : 500);
    throw error;
  }
  if ('problem' in reply) {
    await give(problems[reply.problem.code].status);
    return reply;
  }

  const { status, body, headers, location } = reply;
  const kept: KeptAnswer = {
    status,
    headers: { ...(headers as Record<string, string>) },
    body: Buffer.from(JSON.stringify(body)),
  };
  await run.keep(fingerprintOf() ?? '', kept, location);
  sendBytes(res, kept, kept.body);
  return 'streamed';
}

/** The request's key. Throws `idempotency-key-required` where it is missing or malformed. */
export function idempotencyKeyOf({ headers }: Ask['req']): string {
  const key = headers['idempotency-key'];
  if (!isIdempotencyKey(key)) throw new ProblemError('idempotency-key-required');
  return key;
}

export const pathOf = ({ req }: Pick<Ask, 'req'>) => (req.url ?? '').split('?', 1)[0] ?? '';
