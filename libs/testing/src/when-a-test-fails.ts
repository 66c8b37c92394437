type WithWitnesses = { karcisWitnesses?: (() => Promise<string>)[] };

/** When a test of this file fails, what `tell` answers then, before anything is cleaned up, stands beside its failure. */
export function whenATestFails(tell: () => Promise<string>): void {
  const { karcisWitnesses } = globalThis as WithWitnesses;
  if (!karcisWitnesses) throw new Error('Run the test with deploy/verify/jest.config.js');
  karcisWitnesses.push(tell);
}
