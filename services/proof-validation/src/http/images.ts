import { uuid } from '@karcis/contracts';
import { ProblemError } from '@karcis/http';
import { Router } from 'express';
import { z } from 'zod';
import type { JudgeDeps } from '../commands/judge-proof.ts';
import { keepImage } from '../commands/keep-image.ts';
import { findImageFile } from '../db/images.ts';
import { imageFormats, imageWidths } from '../domain/file-limits.ts';
import { sendFile } from './send-file.ts';
import { refuseUpload, type ReceiveUpload } from './uploads.ts';

const Wanted = z.object({
  w: z.coerce
    .number()
    .pipe(z.literal([...imageWidths]))
    .default(1280),
  format: z.enum(imageFormats).default('webp'),
});

export function imageRoutes(deps: JudgeDeps, receive: ReceiveUpload): Router {
  const router = Router();

  router.post('/images/:imageId', (req, res) =>
    receive(req, res, async () => {
      const imageId = idIn(req.params.imageId);
      const outcome = await keepImage(deps, { imageId, content: req });
      if (outcome === 'another-file') return refuseUpload(req, res, 'idempotency-key-reused');
      if (outcome !== 'kept') return refuseUpload(req, res, outcome);
      res.json({ imageId, widths: imageWidths });
    }),
  );

  router.get('/images/:imageId', async (req, res) => {
    const { w: width, format } = Wanted.parse(req.query);
    const file = await findImageFile(deps.db, idIn(req.params.imageId), { width, format });
    const stream = file && (await deps.storage.get(file.key));

    await sendFile(res, stream, 'image-not-found', {
      'Content-Type': `image/${file?.format}`,
      'Content-Disposition': 'inline',
      // Another picture gets another id.
      'Cache-Control': 'public, max-age=31536000, immutable',
    });
  });

  return router;
}

function idIn(text: string): string {
  const id = uuid.safeParse(text);
  if (!id.success) throw new ProblemError('image-not-found');
  return id.data;
}
