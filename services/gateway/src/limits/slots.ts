import { ProblemError } from '@karcis/http';

export type Slots = {
  /** Does the work, or throws `rate-limited` at once when this holder has as many under way as it may. */
  run<T>(holder: string, work: () => Promise<T>): Promise<T>;
};

export type SlotsOptions = {
  /** Of one holder. */
  readonly max: number;
  readonly retryAfterSeconds: number;
};

/** For work that takes as long as a client likes, such as uploads: nobody may have all of it. */
export function createSlots({ max, retryAfterSeconds }: SlotsOptions): Slots {
  const taken = new Map<string, number>();

  return {
    async run(holder, work) {
      const mine = taken.get(holder) ?? 0;
      if (mine >= max) {
        throw new ProblemError('rate-limited', {
          headers: { 'Retry-After': String(retryAfterSeconds) },
        });
      }
      taken.set(holder, mine + 1);
      try {
        return await work();
      } finally {
        const left = (taken.get(holder) ?? 1) - 1;
        if (left === 0) taken.delete(holder);
        else taken.set(holder, left);
      }
    },
  };
}
