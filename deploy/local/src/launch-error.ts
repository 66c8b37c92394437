/** The stack cannot run here; the message is one sentence, or a list, for the person at the terminal. */
export class LaunchError extends Error {
  override name = 'LaunchError';
}

/** True for the system's "no space left" and "quota used up". */
export const isFullDisk = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
