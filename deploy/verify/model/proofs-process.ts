import { type CallContract, proofAccepted, proofRefused } from '@karcis/contracts';
import { openDatabase } from '@karcis/db';
import {
  announce,
  connectNats,
  createConsumer,
  createRelay,
  createTransact,
  each,
  serve,
} from '@karcis/messaging';
import { createMetrics, type Logger } from '@karcis/telemetry';
import { z } from 'zod';
import { insertProof } from '../../../services/proof-validation/src/db/proofs.ts';
import type { ProofDatabase } from '../../../services/proof-validation/src/db/schema.ts';
import { onBookingEnded } from '../../../services/proof-validation/src/events/on-booking-ended.ts';

/** An upload, without its file: the verdict is the caller's. */
export const judgeProof = {
  subject: 'cmd.proof-validation.judge.v1',
  request: z.object({ proofId: z.string(), bookingId: z.string(), isGood: z.boolean() }),
  response: z.object({ status: z.enum(['accepted', 'refused']) }),
} satisfies CallContract<unknown, unknown>;

const SHA256 = 'a'.repeat(64);

/** Proof-validation without its files: its rows, its announcements and what it hears are the service's own. */
export async function startProofs(log: Logger) {
  const metrics = createMetrics('proof-validation');
  const database = openDatabase<ProofDatabase>({
    url: 'postgres://proof_validation@model/model',
    max: 6,
    applicationName: 'proof-validation',
  });
  const nc = await connectNats({ url: '', name: 'proof-validation', log });
  const relay = createRelay({ database, nc, stream: 'PROOF', log, metrics });
  const transact = createTransact({ db: database.db, relay });
  const consumer = createConsumer({
    ...{ nc, stream: 'BOOKING', durable: 'proof-validation', transact, log, metrics },
    handlers: onBookingEnded(() => undefined),
  });

  const judge = (proof: z.infer<typeof judgeProof.request>) =>
    transact(async (unit) => {
      const { proofId, bookingId, isGood } = proof;
      const verdict = isGood
        ? {
            status: 'accepted' as const,
            mime: 'image/png' as const,
            file_key: proofId,
            file_size: 1,
          }
        : { status: 'refused' as const, code: 'file-unreadable' as const };
      const identity = { id: proofId, booking_id: bookingId, size: 1, sha256: SHA256 };
      const row = await insertProof(unit.trx, { ...identity, ...verdict });
      if (!row) return { status: verdict.status };

      const common = { proofId, bookingId, uploadedAt: row.uploaded_at.toISOString() };
      unit.announce(
        isGood
          ? announce(proofAccepted, proofId, {
              ...common,
              mime: 'image/png',
              size: 1,
              sha256: SHA256,
            })
          : announce(proofRefused, proofId, { ...common, code: 'file-unreadable' }),
      );
      return { status: verdict.status };
    });

  await relay.start();
  consumer.start();
  serve(nc, judgeProof, each(judge), { queue: 'proof-validation', maxInFlight: 4, log });
  return { port: 0 };
}
