export type Remembered<T> = {
  find(cookie: string): Promise<T | undefined>;
  forget(cookie: string): void;
};

/** A session ended by another replica lives on here for so long: a look-up takes 3 ms, and pages make many. */
const REMEMBERED_MS = 5_000;
const REMEMBERED_MAX = 10_000;

/** Remembers whose session a cookie is for a few seconds. */
export function createRemembered<T>(
  look: (cookie: string) => Promise<T | undefined>,
  rememberedMs = REMEMBERED_MS,
): Remembered<T> {
  const remembered = new Map<string, { until: number; found: Promise<T | undefined> }>();

  return {
    find(cookie) {
      const now = performance.now();
      const known = remembered.get(cookie);
      if (known && known.until > now) return known.found;

      const found = look(cookie);
      if (remembered.size >= REMEMBERED_MAX) remembered.clear();
      remembered.set(cookie, { until: now + rememberedMs, found });
      found.catch(() => remembered.delete(cookie));
      return found;
    },
    forget: (cookie) => void remembered.delete(cookie),
  };
}

/** A request's headers with this one cookie, for better-auth. */
export const headersWith = (name: string, cookie: string) =>
  new Headers({ cookie: `${name}=${encodeURIComponent(cookie)}` });
