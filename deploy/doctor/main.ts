/**
 * `make doctor`: looks at a running system from outside and says of each part, in a line, whether it is well and what helps
 * if not. Ends with 1 when something failed. README.md says which settings name another system than this folder's.
 */
import { styleText } from 'node:util';
import { examine, checks } from './src/examine.ts';
import type { Finding } from './src/finding.ts';
import { readSettings } from './src/settings.ts';

const SIGNS = {
  pass: styleText('green', '✓'),
  warn: styleText('yellow', '!'),
  fail: styleText('red', '✗'),
};

const lineOf = (name: string, { level, what, remedy }: Finding) =>
  `${SIGNS[level]} ${level} ${name}: ${what}${remedy ? ` → ${remedy}` : ''}`;

try {
  const settings = await readSettings(process.env);
  const counts = { pass: 0, warn: 0, fail: 0 };
  // One after the other: what one breaks or slows down must not look like another's fault.
  for (const check of checks) {
    for (const finding of await examine(check, settings)) {
      counts[finding.level] += 1;
      console.log(lineOf(check.name, finding));
    }
  }
  console.log(`${counts.pass} passed, ${counts.warn} to look at, ${counts.fail} failed`);
  process.exitCode = counts.fail > 0 ? 1 : 0;
} catch (error) {
  console.error(Error.isError(error) ? error.message : String(error));
  process.exitCode = 1;
}
