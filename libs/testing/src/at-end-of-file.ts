type WithCleanups = { karcisAtEndOfFile?: (() => Promise<void>)[] };

/**
 * Runs `cleanUp` after every afterAll hook of this test file, even those written later: what they stop still has what
 * it needs. The last given runs first.
 */
export function atEndOfFile(cleanUp: () => Promise<void>): void {
  const { karcisAtEndOfFile } = globalThis as WithCleanups;
  if (!karcisAtEndOfFile) throw new Error('Run the test with deploy/verify/jest.config.js');
  karcisAtEndOfFile.push(cleanUp);
}
