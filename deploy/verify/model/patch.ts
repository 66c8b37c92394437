/** A small change of one source file, made while it is loaded. */
export type Patch = {
  /** From the repository's root. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
};

/** The source as changed. Throws when the snippet is not there, or there more than once. */
export function applyPatch(source: string, { file, find, replace }: Patch): string {
  const parts = source.split(find);
  if (parts.length === 2) return parts.join(replace);
  throw new Error(`${file} has this ${parts.length - 1} times, not once: ${find}`);
}
