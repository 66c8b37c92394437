import path from 'node:path';
import Sequencer from '@jest/test-sequencer';

const browserTests = path.join(import.meta.dirname, '../browser') + path.sep;

/**
 * Spreads the files that need Chromium evenly over a run. One of them keeps nearly two processors busy and the others
 * mostly wait for something: side by side they take less time than one kind after the other, which is Jest's own order.
 */
export default class SpreadBrowserTests extends Sequencer {
  /**
   * @param {{ path: string }[]} tests as Jest found them
   * @returns the same ones, in the order to run them in
   */
  async sort(tests) {
    const sorted = await super.sort(tests);
    const browser = sorted.filter((test) => test.path.startsWith(browserTests));
    const others = sorted.filter((test) => !test.path.startsWith(browserTests));
    if (browser.length === 0) return others;

    const startOf = (/** @type {number} */ n) => Math.round((n * others.length) / browser.length);
    return browser.flatMap((test, n) => [test, ...others.slice(startOf(n), startOf(n + 1))]);
  }
}
