import { stop } from './engines.ts';

const LINGER_MS = 10_000;

/** Jest's global teardown. What a test left open keeps jest from ending: it says so, and then ends all the same. */
export default async function tearDown(): Promise<void> {
  await stop();
  setTimeout(() => process.exit(), LINGER_MS).unref();
}
