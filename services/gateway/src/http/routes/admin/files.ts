import { uuid } from '@karcis/contracts';
import { ProblemError } from '@karcis/http';
import { z } from 'zod';
import { fingerprintOfParts } from '../../../domain/fingerprint.ts';
import type { ProofFiles } from '../../../uploads/proof-files.ts';
import type { Form } from '../../../uploads/read-form.ts';
import { digestForm, receiveUpload } from '../../../uploads/receive-upload.ts';
import type { Deadlines } from '../../deadlines.ts';
import { type Once, pathOf } from '../../once.ts';
import { type Ask, type Route, answer, defineRoute } from '../../route.ts';
import { streamFile } from '../../stream-answer.ts';
import { organiserScope } from './scope.ts';

export type FileRoutesDeps = {
  readonly files: ProofFiles;
  readonly once: Once;
  readonly deadlines: Deadlines;
};

const byProofId = { schema: z.object({ id: uuid }), otherwise: 'proof-not-found' } as const;
const ImageForm = z.strictObject({ file: z.file().meta({ description: 'JPG or PNG' }) });
const NO_FIELDS = { acceptsFields: false };

/** Files that only organisers send or see. */
export const adminFileRoutes = ({ files, once, deadlines }: FileRoutesDeps): Route[] => [
  defineRoute({
    method: 'post',
    path: '/api/admin/images',
    summary: 'Adds a picture, for an item or a QRIS code',
    access: 'organiser',
    form: ImageForm,
    idempotent: true,
    answers: { 201: z.strictObject({ imageUrl: z.string() }) },
    problems: [
      'file-required',
      'file-too-large',
      'file-type-not-allowed',
      'file-unreadable',
      'file-unsafe',
    ],
    handle: (ask) =>
      once.streamed(ask, organiserScope(ask), {
        async receive(run, admit) {
          const imageId = run.idOf('image');
          await receiveUpload(ask.req, deadlines, {
            ...NO_FIELDS,
            openUpload: () => files.sendImage(imageId),
            async admit(form) {
              if (!form.hasFile) throw new ProblemError('file-required');
              await admit(fingerprintOf(ask, form));
            },
          });
          const imageUrl = `/api/images/${imageId}`;
          return { ...answer(201, { imageUrl }, { Location: imageUrl }), location: imageUrl };
        },
        digest: async () => fingerprintOf(ask, await digestForm(ask.req, deadlines, NO_FIELDS)),
      }),
  }),
  defineRoute({
    method: 'get',
    path: '/api/admin/proofs/:id/file',
    streams: true,
    summary: 'A proof’s cleaned file',
    access: 'organiser',
    alsoFor: ['reviewer'],
    params: byProofId,
    answers: { 200: { contentType: 'application/octet-stream', description: 'The file' } },
    handle: async ({ res, params }) =>
      streamFile(res, await files.open(`/proofs/${params.id}/file`)),
  }),
  defineRoute({
    method: 'get',
    path: '/api/admin/proofs/:id/preview',
    streams: true,
    summary: 'A proof’s preview',
    access: 'organiser',
    alsoFor: ['reviewer'],
    params: byProofId,
    answers: { 200: { contentType: 'image/webp', description: 'The preview' } },
    handle: async ({ res, params }) =>
      streamFile(res, await files.open(`/proofs/${params.id}/preview`)),
  }),
];

const fingerprintOf = (ask: Ask, { parts }: Form) =>
  fingerprintOfParts(ask.req.method ?? '', pathOf(ask), parts);
