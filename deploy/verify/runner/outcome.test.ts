import { describe, expect, it } from '@jest/globals';
import { outcomeOf } from './outcome.ts';

const nothing = {
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

describe('the outcome of a test run', () => {
  it('is good when tests ran and all passed', () => {
    expect(outcomeOf({ ...nothing, numPassedTests: 3 }, 0)).toEqual({
      line: '3 passed, 0 failed',
      isGood: true,
    });
  });

  it('names skipped tests only when there are some', () => {
    const report = { ...nothing, numPassedTests: 3, numPendingTests: 1, numTodoTests: 1 };

    expect(outcomeOf(report, 0)).toEqual({ line: '3 passed, 0 failed, 2 skipped', isGood: true });
  });

  it('counts failed tests and broken files', () => {
    const report = {
      ...nothing,
      numPassedTests: 3,
      numFailedTests: 2,
      numRuntimeErrorTestSuites: 1,
    };

    expect(outcomeOf(report, 1)).toEqual({ line: '3 passed, 3 failed', isGood: false });
  });

  it.each([
    ['no test ran', { ...nothing }, 0, '0 passed, 0 failed'],
    [
      'every test was skipped',
      { ...nothing, numPendingTests: 2 },
      0,
      '0 passed, 0 failed, 2 skipped',
    ],
    ['jest left no report', undefined, 1, '0 passed, 1 failed'],
    ['jest was killed', undefined, null, '0 passed, 1 failed'],
    [
      'jest complains although no test does',
      { ...nothing, numPassedTests: 3 },
      1,
      '3 passed, 1 failed',
    ],
  ])('is bad when %s', (_what, report, exitCode, line) => {
    expect(outcomeOf(report, exitCode)).toEqual({ line, isGood: false });
  });
});
