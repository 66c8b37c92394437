import type { Settings } from './settings.ts';

/** What one look showed. `remedy` says what to do about it, for whoever runs the system. */
export type Finding = {
  readonly level: 'pass' | 'warn' | 'fail';
  readonly what: string;
  readonly remedy?: string;
};

/** Looks at one part of a running system. What it throws counts as a failure, with the check's own remedy. */
export type Check = {
  readonly name: string;
  /** When it cannot be looked at, this is the way out. */
  readonly remedy: string;
  readonly look: (settings: Settings) => Promise<readonly Finding[]>;
};

export const pass = (what: string): Finding => ({ level: 'pass', what });
export const warn = (what: string, remedy: string): Finding => ({ level: 'warn', what, remedy });
export const fail = (what: string, remedy: string): Finding => ({ level: 'fail', what, remedy });

/** A setting that was not given leaves something unseen. */
export const unseen = (what: string, settings: string): Finding =>
  warn(`${what} was not looked at`, `give ${settings}`);
