import type { Circus } from '@jest/types';
import { TestEnvironment } from 'jest-environment-node';

/**
 * Node's environment, plus what Jest lacks: clean-up after every hook of a test file, last first. Jest runs afterAll
 * hooks in the order they were written, so a database would be gone before the service that uses it. And witnesses: what they
 * saw when a test failed is told with its failure.
 */
export default class FileEnvironment extends TestEnvironment {
  readonly #cleanUps: (() => Promise<void>)[] = [];
  readonly #witnesses: (() => Promise<string>)[] = [];

  override async setup(): Promise<void> {
    await super.setup();
    Object.assign(this.global, {
      karcisOfThisFile: { cleanUps: this.#cleanUps, witnesses: this.#witnesses },
    });
  }

  async handleTestEvent(event: Circus.AsyncEvent): Promise<void> {
    if (event.name === 'test_fn_failure') {
      for (const tell of this.#witnesses) event.test.errors.push(await tell());
    }
    if (event.name !== 'run_finish') return;
    for (const cleanUp of this.#cleanUps.reverse()) await cleanUp();
  }
}
