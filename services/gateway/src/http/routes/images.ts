import { uuid } from '@karcis/contracts';
import { z } from 'zod';
import type { ProofFiles } from '../../uploads/proof-files.ts';
import { type Route, defineRoute } from '../route.ts';
import { streamFile } from '../stream-answer.ts';

const WIDTHS = [320, 640, 1280] as const;
const Wanted = z.strictObject({
  w: z.coerce
    .number()
    .pipe(z.literal([...WIDTHS]))
    .default(1280)
    .meta({ description: 'Width in pixels' }),
});

/** Pictures that organisers uploaded, for everybody. */
export const imageRoutes = (files: ProofFiles): Route[] => [
  defineRoute({
    method: 'get',
    path: '/api/images/:id',
    streams: true,
    summary: 'An organiser’s picture',
    access: 'public',
    params: { schema: z.object({ id: uuid }), otherwise: 'image-not-found' },
    query: Wanted,
    answers: { 200: { contentType: 'image/webp', description: 'The picture' } },
    problems: ['image-not-found'],
    handle: async ({ res, params, query }) =>
      // Chat previews and mails show it too.
      streamFile(res, await files.open(`/images/${params.id}?w=${query.w}`), {
        'Cross-Origin-Resource-Policy': 'cross-origin',
      }),
  }),
];
