import { rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A moment in the life of a service at which it is killed as by `kill -9`. */
export type KillPoint = {
  /**
   * `before-commit` and `after-commit` of a transaction, or of a statement alone; `before-publish` of a message;
   * `before-ack` of an event; `before-answer` of an HTTP request.
   */
  readonly moment:
    'before-commit' | 'after-commit' | 'before-publish' | 'before-ack' | 'before-answer';
  /** A regular expression for the SQL with its values (after a commit also the last rows), the subject of the message, or method and path of the request. */
  readonly matching: string;
};

/** Where a service looks for its point. Whoever reaches it takes the file away, so that it kills once. */
export const killPointFile = (dataDir: string, service: string) =>
  path.join(dataDir, `kill-${service}.json`);

/** From now on, the first process of this service to come to that point is killed. */
export async function arm(dataDir: string, service: string, point: KillPoint): Promise<void> {
  const file = killPointFile(dataDir, service);
  await writeFile(`${file}.new`, JSON.stringify(point));
  await rename(`${file}.new`, file);
}

/** True when no process came to the point; it is disarmed then. */
export async function disarm(dataDir: string, service: string): Promise<boolean> {
  const file = killPointFile(dataDir, service);
  const isThere = await stat(file).then(
    () => true,
    () => false,
  );
  await rm(file, { force: true });
  return isThere;
}
