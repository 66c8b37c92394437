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

/** SQLSTATEs by which the server itself ends or refuses a connection: shut down, crashed, starting, full, silent for too long. */
const TURNED_AWAY = new Set(['57P01', '57P02', '57P03', '53300', '25P03', '25P04', '57P05']);
const CONNECTION_EXCEPTION = '08';

/** The driver's own failures carry no code. */
const LOST = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
  // A transaction whose connection was ended meanwhile cannot even be rolled back.
  'Client was closed and is not queryable',
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

/** SQLSTATEs of a server that cannot write now: no space, a disk that fails, or made read-only because of either. */
const NO_ROOM = new Set(['53100', '58030', '25006']);

/** True when the database answers and can write nothing: the transaction did nothing, and may succeed later. */
export const isFullDatabase = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && NO_ROOM.has(error.code ?? '');
