import { z } from 'zod';
import { defineCall } from '../define.ts';
import { instant, uuid } from '../fields/ids.ts';

/** A proof's facts, and which other bookings handed in the very same file. */
export const findProof = defineCall({
  subject: 'qry.proof-validation.proof.v1',
  request: z.object({ proofId: uuid }),
  response: z.object({
    proof: z
      .object({
        proofId: uuid,
        bookingId: uuid,
        status: z.enum(['accepted', 'refused']),
        code: z.string().nullable(),
        mime: z.string().nullable(),
        size: z.int().nullable(),
        sha256: z.string().nullable(),
        uploadedAt: instant,
        hasPreview: z.boolean(),
        deletedAt: instant.nullable(),
        duplicates: z.array(z.object({ bookingId: uuid, proofId: uuid, uploadedAt: instant })),
      })
      .nullable(),
  }),
});
