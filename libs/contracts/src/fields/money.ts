import { z } from 'zod';

/** Integer minor units; IDR has none, so 150000 is Rp150.000. */
export const amount = z.int().min(0).max(1_000_000_000_000);

/** ISO 4217. */
export const currency = z.string().regex(/^[A-Z]{3}$/);
