/** What jest's JSON report says, as far as we read it. */
export type Report = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files that broke before or outside their tests, which are then counted nowhere. */
  readonly numRuntimeErrorTestSuites: number;
};

export type Outcome = { readonly line: string; readonly isGood: boolean };

/**
 * The last line of a test run, and whether it was good. Without a report, or when jest complains of something that is
 * no test (a teardown, an import), one failure is counted: no run that went wrong may end with "0 failed".
 */
export function outcomeOf(report: Report | undefined, jestExitCode: number | null): Outcome {
  const passed = report?.numPassedTests ?? 0;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  const seen = (report?.numFailedTests ?? 0) + (report?.numRuntimeErrorTestSuites ?? 0);
  const failed = jestExitCode === 0 && report ? seen : Math.max(seen, 1);

  const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return { line, isGood: failed === 0 && passed > 0 };
}
