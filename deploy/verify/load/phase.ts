/** What a phase found, one line of its table. */
export type Row = {
  readonly name: string;
  /** By what they are, with their unit in the name: `p99 ms`. */
  readonly figures: Readonly<Record<string, number | string>>;
};

/** A part of `make bench` that brings up what it needs by itself. */
export type Phase = {
  /** As one writes it in `make bench ARGS="…"`. */
  readonly name: string;
  readonly about: string;
  run(): Promise<readonly Row[]>;
};
