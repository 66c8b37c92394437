/** What Jest lacks and `deploy/verify/runner/environment.ts` does: one of each for a test file. */
type OfThisFile = {
  readonly cleanUps: (() => Promise<void>)[];
  readonly witnesses: (() => Promise<string>)[];
};

function ofThisFile(): OfThisFile {
  const { karcisOfThisFile } = globalThis as { karcisOfThisFile?: OfThisFile };
  if (!karcisOfThisFile) throw new Error('Run the test with deploy/verify/jest.config.js');
  return karcisOfThisFile;
}

/**
 * Runs `cleanUp` after every afterAll hook of this test file, even those written later: what they stop still has what
 * it needs. The last given runs first.
 */
export const atEndOfFile = (cleanUp: () => Promise<void>): void =>
  void ofThisFile().cleanUps.push(cleanUp);

/** When a test of this file fails, what `tell` answers then, before anything is cleaned up, stands beside its failure. */
export const whenATestFails = (tell: () => Promise<string>): void =>
  void ofThisFile().witnesses.push(tell);
