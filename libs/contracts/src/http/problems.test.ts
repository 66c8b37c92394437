import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { type ProblemText, problems } from './problems.ts';

describe('problems.md', () => {
  it('lists every code with its status and titles, and no other', async () => {
    const page = await readFile(new URL('../../problems.md', import.meta.url), 'utf8');
    const listed = page.split('\n').filter((line) => line.startsWith('| `'));
    const rows = Object.entries<ProblemText>(problems).map(
      ([code, { status, title }]) => `| \`${code}\` | ${status} | ${title.en} | ${title.id} |`,
    );
    expect(listed).toEqual(rows);
  });
});
