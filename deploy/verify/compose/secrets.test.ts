import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@karcis/testing';
import { parse } from 'yaml';
import { keepSecrets } from '../../docker/secrets.ts';

const filesNamedIn = async (file: string) => {
  const text = await readFile(path.join(import.meta.dirname, '../../docker', file), 'utf8');
  const { secrets } = parse(text, { merge: true }) as { secrets: Record<string, { file: string }> };
  return Object.values(secrets).map((secret) => path.basename(secret.file));
};

describe('the secrets of the composed system', () => {
  it('are made, every one that is named, in a folder that only its owner enters', async () => {
    const folder = path.join(await temporaryFolder(), 'secrets');
    await keepSecrets(folder);

    const named = [...(await filesNamedIn('secrets.yml')), ...(await filesNamedIn('watch.yml'))];
    expect((await readdir(folder)).toSorted()).toEqual([...named, 's3.env'].sort());
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of named) {
      expect((await stat(path.join(folder, name))).mode & 0o777).toBe(0o444);
    }
  });

  it('are never changed once they are there', async () => {
    const folder = await temporaryFolder();
    const readAll = async () =>
      Promise.all((await readdir(folder)).map((name) => readFile(path.join(folder, name), 'utf8')));
    await keepSecrets(folder);
    const first = await readAll();
    await keepSecrets(folder);

    expect(await readAll()).toEqual(first);
    expect(new Set(first.filter(Boolean)).size).toBeGreaterThan(25);
  });
});
