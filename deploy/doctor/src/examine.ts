import { clock } from './checks/clock.ts';
import { database } from './checks/database.ts';
import { event } from './checks/event.ts';
import { keys } from './checks/keys.ts';
import { mail } from './checks/mail.ts';
import { proxies } from './checks/proxies.ts';
import { publicUrl } from './checks/public-url.ts';
import { services } from './checks/services.ts';
import { storage } from './checks/storage.ts';
import { type Check, fail, type Finding } from './finding.ts';
import type { Settings } from './settings.ts';

export const checks: readonly Check[] = [
  ...[services, database, event, storage, clock, mail, keys, publicUrl, proxies],
];

const LOOK_WITHIN_MS = 30_000;

/** Looks once. A failure to look is a finding too. */
export async function examine(check: Check, settings: Settings): Promise<readonly Finding[]> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('no answer in time')), LOOK_WITHIN_MS);
  try {
    return await Promise.race([check.look(settings), late.promise]);
  } catch (error) {
    return [fail(reasonOf(error), check.remedy)];
  } finally {
    clearTimeout(timer);
  }
}

/** The innermost cause says most: `fetch failed` says nothing. */
function reasonOf(error: unknown): string {
  if (!Error.isError(error)) return String(error);
  if (error.cause) return reasonOf(error.cause);
  const { code } = error as NodeJS.ErrnoException;
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  return first ? reasonOf(first) : error.message || (code ?? error.name);
}
