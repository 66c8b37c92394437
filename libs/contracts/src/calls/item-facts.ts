import { z } from 'zod';
import { instant, uuid } from '../fields/ids.ts';
import { Submission } from '../http/item.ts';

/** What other services need to know of an item; `version` rises with each change. */
export const ItemFacts = z.object({
  id: uuid,
  version: z.int().min(1),
  shortId: z.string(),
  slug: z.string(),
  title: z.string(),
  location: z.string(),
  startsAt: instant,
  endsAt: instant.nullable(),
  price: z.int(),
  currency: z.string(),
  submission: Submission,
  autoApprove: z.boolean(),
  /** Versions kept from before there were certificates do not have it. */
  certificate: z.boolean().optional(),
});
export type ItemFacts = z.infer<typeof ItemFacts>;

/** An item's page: `slug` may change, `shortId` resolves it. */
export const itemUrl = ({ slug, shortId }: { slug: string; shortId: string }) =>
  `/x/${slug}-${shortId}`;
