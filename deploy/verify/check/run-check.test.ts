import { describe, expect, it } from '@jest/globals';
import { type Check, describeResult, runCheck } from './run-check.ts';

const check = (...command: Check['command']): Check => ({
  name: 'format',
  command,
  mend: 'mend it',
});

describe('a check', () => {
  it('is good when its tool finds nothing, and takes one line', async () => {
    const good = check('prettier', '--check', 'deploy/verify/check/tsconfig.json');
    const result = await runCheck(good);
    expect(result.isGood).toBe(true);
    expect(describeResult(good, result)).toMatch(/^✓ format \(\d+\.\d s\)$/);
  });

  it('shows what its tool found, and what mends it', async () => {
    const bad = check('prettier', '--check', 'deploy/verify/no-such-file.ts');
    const result = await runCheck(bad);
    expect(result.isGood).toBe(false);
    expect(describeResult(bad, result)).toMatch(
      /^✗ format .*\n  .*no-such-file\.ts.*\n  → mend it\n$/s,
    );
  });

  it('fails when its tool is not installed', async () => {
    const result = await runCheck(check('no-such-tool'));
    expect(result).toMatchObject({
      isGood: false,
      output: expect.stringContaining('no-such-tool'),
    });
  });
});
