import { isFullDisk } from './launch-error.ts';

/** Why the stack did not start, in sentences for the person at the terminal and without a stack trace. */
export function whyNot(error: unknown): string {
  if (isFullDisk(error)) return 'The disk is full: free some space and try again.';
  const message = error instanceof Error ? error.message : String(error);
  return /[.!]$/.test(message) ? message : `${message}.`;
}
