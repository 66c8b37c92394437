import { z } from 'zod';
import { instant, uuid } from '../fields/ids.ts';

/**
 * CloudEvents 1.0 attributes. `id` (uuid v7) is the outbox row's id, the publish `msgID` and the inbox key; `subject` is the
 * entity's id. Trace context travels in NATS headers.
 */
export const Envelope = z.object({
  specversion: z.literal('1.0'),
  id: uuid,
  type: z.string(),
  source: z.string(),
  time: instant,
  subject: z.string(),
  datacontenttype: z.literal('application/json'),
  data: z.unknown(),
});
export type Envelope<Data = unknown> = Omit<z.infer<typeof Envelope>, 'data'> & {
  readonly data: Data;
};
