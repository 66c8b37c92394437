import { hash, randomUUID } from 'node:crypto';

/** Few facts of low cardinality, never personal data. */
type Facts = Readonly<Record<string, string | number | boolean | null>>;

type Capture = (event: string, about: string | undefined, facts: Facts) => void;

/** Undefined when nobody counts. */
let tell: Capture | undefined;

/**
 * Something that happened, for product analytics. Steps of one journey share `about`, an id of ours that leaves only as a hash;
 * without it, the event belongs to nobody.
 */
export const capture: Capture = (event, about, facts) => tell?.(event, about, facts);

export type Analytics = {
  /** Sends what is left, or gives it up after 2 s. Never rejects. */
  stop(): Promise<void>;
};

export type AnalyticsOptions = {
  readonly key: string | undefined;
  readonly host: string;
};

const SEND_MS = 2_000;

/** Sends events to PostHog, without persons, addresses or cookies. Without a key nothing is even loaded. */
export async function startAnalytics(
  service: string,
  { key, host }: AnalyticsOptions,
): Promise<Analytics> {
  if (!key) return { stop: async () => undefined };

  const { PostHog } = await import('posthog-node');
  const client = new PostHog(key, { host, disableGeoip: true, requestTimeout: SEND_MS });
  tell = (event, about, facts) =>
    client.capture({
      event,
      distinctId: about === undefined ? randomUUID() : hash('sha256', about),
      properties: { ...facts, service, $process_person_profile: false },
    });
  return {
    async stop() {
      tell = undefined;
      await client.shutdown(SEND_MS).catch(() => undefined);
    },
  };
}
