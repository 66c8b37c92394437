import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { bugs } from './bugs/index.ts';
import { applyPatch } from './patch.ts';

const root = path.resolve(import.meta.dirname, '../../..');

describe('a bug to plant', () => {
  it.each(bugs.map((bug) => [bug.name, bug] as const))('can be planted: %s', async (_, bug) => {
    for (const patch of bug.patches) {
      const source = await readFile(path.join(root, patch.file), 'utf8');
      expect(applyPatch(source, patch)).not.toBe(source);
    }
  });

  it('has a name of its own', () => {
    expect(new Set(bugs.map(({ name }) => name)).size).toBe(bugs.length);
  });
});

describe('a patch', () => {
  it.each([
    ['is not there', 'one two', 'three'],
    ['is there twice', 'one one', 'one'],
  ])('is refused when its snippet %s', (_, source, find) => {
    expect(() => applyPatch(source, { file: 'a.ts', find, replace: '' })).toThrow('not once');
  });
});
