import { z } from 'zod';
import { defineEvent } from '../define.ts';
import { instant, uuid } from '../fields/ids.ts';
import { FileRefusal } from '../http/booking.ts';

const proof = { proofId: uuid, bookingId: uuid, uploadedAt: instant };
const example = {
  proofId: '5b0d6f0e-1f43-8a55-8d2b-6a1d4c0f7a02',
  bookingId: '0d9c7a52-6b1e-8c3f-9f57-2f6f0c7d1e11',
  uploadedAt: '2026-11-23T05:10:00.000Z',
};

/** A file passed every check and is stored. */
export const proofAccepted = defineEvent({
  type: 'proof.accepted.v1',
  stream: 'PROOF',
  data: z.object({ ...proof, mime: z.string(), size: z.int(), sha256: z.string() }),
  example: { ...example, mime: 'image/jpeg', size: 182_044, sha256: 'a'.repeat(64) },
});

/** A file was refused; nothing of it is kept. */
export const proofRefused = defineEvent({
  type: 'proof.refused.v1',
  stream: 'PROOF',
  data: z.object({ ...proof, code: FileRefusal }),
  example: { ...example, code: 'file-unreadable' },
});
