import { FileRefusal } from '@karcis/contracts';
import type { Logger, Metrics } from '@karcis/telemetry';
import type { ProofRow } from './db/proofs.ts';

export type Telemetry = ReturnType<typeof createTelemetry>;

/** From a small PDF to a photo of 50 megapixels. */
const CHECK_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

/** What is logged and counted: one helper for each happening. Ids only; never what is in a file, nor its name. */
export function createTelemetry({ log, metrics }: { log: Logger; metrics: Metrics }) {
  const uploaded = metrics.counter({
    name: 'proofs_uploaded_total',
    help: 'Proofs that passed every check',
  });
  const refusals = metrics.counter({
    name: 'proofs_refused_total',
    help: 'Proofs that were refused, by the code of the refusal',
    labels: ['reason'],
  });
  // Shown as 0 from the start: an alert on their increase would miss a series that begins with 1.
  for (const reason of FileRefusal.options) refusals.inc({ reason }, 0);
  const checks = metrics.duration({
    name: 'proof_check_duration_seconds',
    help: 'Time to check and clean one file, without waiting for its turn',
    buckets: CHECK_SECONDS,
  });
  const observeCheck = checks.labels({});
  const failures = metrics.counter({
    name: 'proof_upload_failures_total',
    help: 'Uploads that ended without a verdict, by whose doing',
    labels: ['by'],
  });
  const deletions = metrics.counter({
    name: 'proofs_deleted_total',
    help: 'Proofs whose files were deleted because their time was over',
  });

  return {
    accepted(proof: ProofRow) {
      uploaded.inc();
      log.info({ ...idsOf(proof), mime: proof.mime, size: proof.size }, 'proof accepted');
    },
    refused(proof: ProofRow, reason: FileRefusal) {
      refusals.labels(reason).inc();
      log.info({ ...idsOf(proof), reason }, 'proof refused');
    },
    tooLarge: () => refusals.labels('file-too-large').inc(),
    /** The client went away before the end: its own business, and often a weak signal. */
    aborted: () => failures.labels('client').inc(),
    failed(error: unknown) {
      failures.labels('service').inc();
      log.error({ error }, 'an upload could not be judged');
    },
    deleted(proofs: number) {
      deletions.inc(proofs);
      if (proofs > 0) log.info({ proofs }, 'proofs deleted, their time was over');
    },
    async timed<T>(check: () => Promise<T>): Promise<T> {
      const startedAt = performance.now();
      try {
        return await check();
      } finally {
        observeCheck((performance.now() - startedAt) / 1000);
      }
    },
  };
}

const idsOf = ({ id, booking_id: bookingId }: ProofRow) => ({ proofId: id, bookingId });
