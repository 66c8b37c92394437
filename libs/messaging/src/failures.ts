import { Overloaded } from '@karcis/batching';
import { isConnectionFailure, isFullDatabase } from '@karcis/db';

/** Whoever should answer is not there, not in time, or has too much to do. The effect is unknown: ask again by the same id. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** The other side failed at this one command, or took it for malformed. Its log says more. */
export class RemoteFailure extends Error {
  override readonly name = 'RemoteFailure';
}

/** True when the failure says nothing about the work itself: the same may succeed when the other side is back, or has room again. */
export const isOutage = (error: unknown) =>
  error instanceof Unavailable ||
  error instanceof Overloaded ||
  isConnectionFailure(error) ||
  isFullDatabase(error);
