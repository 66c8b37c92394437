/** The stack cannot run here; the message is one sentence, or a list, for the person at the terminal. */
export class LaunchError extends Error {
  override name = 'LaunchError';
}

const FULL_DISK_CODES = ['ENOSPC', 'EDQUOT', '53100'];

/** True for "no space left" and "quota used up", said by the system or by PostgreSQL. */
export function isFullDisk(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return FULL_DISK_CODES.includes(code) || /no space left on device/i.test(message);
}
