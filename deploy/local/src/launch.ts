import type { Settings } from './config.ts';
import type { DataFolder } from './data-folder.ts';
import type { Print } from './log-lines.ts';
import type { Secrets } from './secrets.ts';

/** Runs something that people wait for, and prints what it was and how long it took. */
export type Step = <T>(what: string, work: () => Promise<T>) => Promise<T>;

/** How the launcher talks to whoever waits. */
export type Talk = {
  readonly step: Step;
  /** Gives a source of log lines its own printer. */
  readonly linesOf: (source: string) => Print;
};

/** How the stack is reached, and by whom. */
export type Site = {
  readonly publicPort: number;
  readonly publicUrl: string;
  readonly admin: { readonly email: string; readonly password: string; readonly apiKey: string };
};

/** What every step of one start needs. */
export type Launch = Talk & {
  readonly settings: Settings;
  readonly folder: DataFolder;
  readonly secrets: Secrets;
  readonly site: Site;
  /** What was started and must be stopped, last in, first out. */
  readonly cleanup: AsyncDisposableStack;
};
