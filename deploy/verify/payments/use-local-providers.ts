import { afterAll, beforeAll } from '@jest/globals';
import { type LocalProvider, type LocalProviders, startLocalProviders } from '@karcis/testing';

/** Local servers that speak the protocols of the three providers, for one test file; started before `use` is called. */
export function useLocalProviders(): {
  readonly of: (name: keyof LocalProviders) => LocalProvider;
  /** What makes booking use them. */
  readonly settings: () => Promise<Record<string, string>>;
} {
  let starting: ReturnType<typeof startLocalProviders> | undefined;
  let started: LocalProviders | undefined;
  const start = () =>
    (starting ??= startLocalProviders().then((providers) => (started = providers)));

  beforeAll(start);
  afterAll(async () => (await start()).stop());

  return {
    of(name) {
      if (!started) throw new Error('read it from within a test');
      return started[name];
    },
    settings: async () => (await start()).settings,
  };
}
