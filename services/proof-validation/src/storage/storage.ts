import type { Readable } from 'node:stream';

/** Where files stay, by keys that we make: words, digits and dashes, with slashes between. */
export type Storage = {
  /** Keeps a copy of the file at `path`: all of it, surviving a crash from then on, or nothing. */
  put(key: string, path: string, mime: string): Promise<void>;
  /** Undefined when there is none. Whoever gets a stream reads or destroys it. */
  get(key: string): Promise<Readable | undefined>;
  /** Also succeeds when there is none. */
  remove(key: string): Promise<void>;
  /** Makes the folder or bucket if it is missing; rejects when files cannot be kept now. */
  ready(): Promise<void>;
};
