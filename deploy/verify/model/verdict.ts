/** What came of one seed. */
export type Verdict = {
  readonly seed: number;
  /** Empty when every promise was kept. */
  readonly violations: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly wasLossy: boolean;
  readonly isImpatient: boolean;
  readonly steps: number;
  /** By the world's time. */
  readonly endedAtMs: number;
  /** Of the whole trace: two runs of one seed have the same. */
  readonly digest: string;
};

/** The services' own count of what the reconciler sent again. */
export const REPAIRS = 'reconciler_repairs_total';
