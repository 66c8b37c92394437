import type { Patch } from '../patch.ts';

/** A small wrong change, as somebody in a hurry might make it. */
export type Bug = { readonly name: string; readonly patches: readonly Patch[] };

/** A bug of one place. */
export const bug = (name: string, file: string, find: string, replace: string): Bug => ({
  name,
  patches: [{ file, find, replace }],
});
