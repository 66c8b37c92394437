import { z } from 'zod';

/** `?limit=&cursor=` of every list. */
export const Page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().min(1).max(512).optional(),
});
export type Page = z.infer<typeof Page>;

/** A page of a list; `nextCursor` is null on the last one. */
export const listOf = <Row extends z.ZodType>(row: Row) =>
  z.strictObject({ data: z.array(row), nextCursor: z.string().nullable() });
export type List<Row> = { readonly data: readonly Row[]; readonly nextCursor: string | null };

/** A page as services answer it: the page, or that the cursor is none of theirs. */
export const pageOf = <Page extends z.ZodType>(page: Page) =>
  z.union([page, z.strictObject({ badCursor: z.literal(true) })]);
export type PageOf<Page> = Page | { readonly badCursor: true };
