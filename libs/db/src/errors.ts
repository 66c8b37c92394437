import pg from 'pg';

const UNIQUE_VIOLATION = '23505';

/** True when a row with the same key was there already; with a name, when that very constraint said so. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!(error instanceof pg.DatabaseError) || error.code !== UNIQUE_VIOLATION) return false;
  return constraint === undefined || error.constraint === constraint;
}

const DEADLOCK_DETECTED = '40P01';

/** True when Postgres ended this transaction so that others could go on: it did nothing, and may run again at once. */
export const isDeadlock = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === DEADLOCK_DETECTED;

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT', // no Unix socket there
]);

/** SQLSTATEs by which the server itself ends or refuses a connection: shut down, crashed, starting, full. */
const TURNED_AWAY = new Set(['57P01', '57P02', '57P03', '53300']);
const CONNECTION_EXCEPTION = '08';

/** The driver's own failures carry no code. */
const LOST = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'Client has encountered a connection error',
];

/** True when the database could not be asked, so the same work may succeed later. Its effect is unknown. */
export function isConnectionFailure(error: unknown): boolean {
  if (!Error.isError(error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';

  if (error instanceof pg.DatabaseError) {
    return TURNED_AWAY.has(code) || code.startsWith(CONNECTION_EXCEPTION);
  }
  return UNREACHABLE.has(code) || LOST.some((start) => error.message.startsWith(start));
}
