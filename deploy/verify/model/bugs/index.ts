import type { Patch } from '../patch.ts';

/** A small wrong change, as a person in a hurry might make it. */
export type Bug = { readonly name: string; readonly patches: readonly Patch[] };

export const bugs: readonly Bug[] = [];
