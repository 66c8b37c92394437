import { Unavailable } from '@karcis/messaging';
import { APIError } from 'better-auth';

/** better-auth tells a database that is away as a failure of its own; trying again later may help all the same. */
export async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof APIError) || error.statusCode < 500) throw error;
    throw new Unavailable('accounts cannot be read', { cause: error });
  }
}
