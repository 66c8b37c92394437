import { uuid } from '@karcis/contracts';
import { ProblemError } from '@karcis/http';
import { Router } from 'express';
import { z } from 'zod';
import { type JudgeDeps, judgeProof } from '../commands/judge-proof.ts';
import { findProof, type ProofRow } from '../db/proofs.ts';
import { refuseUpload, type ReceiveUpload } from './uploads.ts';
import { sendFile } from './send-file.ts';

const Place = z.object({ bookingId: uuid });

export function proofRoutes(deps: JudgeDeps, receive: ReceiveUpload): Router {
  const router = Router();

  router.put('/proofs/:proofId', (req, res) =>
    receive(req, res, async () => {
      const proofId = idIn(req.params.proofId);
      const { bookingId } = Place.parse(req.query);

      const judgement = await judgeProof(deps, { proofId, bookingId, content: req });
      if (judgement.outcome === 'file-too-large') return refuseUpload(req, res, 'file-too-large');
      if (judgement.outcome === 'another-file') {
        return refuseUpload(req, res, 'idempotency-key-reused');
      }
      const { proof } = judgement;
      if (proof.code !== null) return refuseUpload(req, res, proof.code);
      res.json(acceptedBody(proof));
    }),
  );

  router.get('/proofs/:proofId/file', async (req, res) => {
    const proof = await findProof(deps.db, idIn(req.params.proofId));
    if (!proof?.file_key || !proof.mime) throw new ProblemError('proof-not-found');

    await sendFile(res, await deps.storage.get(proof.file_key), 'proof-not-found', {
      'Content-Type': proof.mime,
      'Content-Length': String(proof.file_size),
      'Content-Disposition': proof.mime === 'application/pdf' ? attachment(proof) : 'inline',
      'Cache-Control': 'private, no-store',
    });
  });

  router.get('/proofs/:proofId/preview', async (req, res) => {
    const proof = await findProof(deps.db, idIn(req.params.proofId));
    if (!proof?.preview_key) throw new ProblemError('proof-not-found');

    await sendFile(res, await deps.storage.get(proof.preview_key), 'proof-not-found', {
      'Content-Type': 'image/webp',
      'Content-Disposition': 'inline',
      'Cache-Control': 'private, no-store',
    });
  });

  return router;
}

const acceptedBody = (proof: ProofRow) => ({
  proofId: proof.id,
  status: proof.status,
  mime: proof.mime,
  size: proof.size,
  sha256: proof.sha256,
  uploadedAt: proof.uploaded_at.toISOString(),
});

/** A name of our own: the sender's was never read. */
const attachment = ({ id }: ProofRow) => `attachment; filename="proof-${id}.pdf"`;

function idIn(text: string): string {
  const id = uuid.safeParse(text);
  if (!id.success) throw new ProblemError('proof-not-found');
  return id.data;
}
