import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDataFolder } from '../src/data-folder.ts';
import { openSecrets } from '../src/secrets.ts';

let parent: string;

beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'karcis-data-folder-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

describe('the data folder', () => {
  it('is made for its owner only', async () => {
    const folder = await openDataFolder(path.join(parent, 'a/b'));
    folder.release();

    expect((await stat(folder.path)).mode & 0o777).toBe(0o700);
  });

  it('serves one launcher at a time, by whatever name it is called', async () => {
    const first = await openDataFolder(path.join(parent, 'data'));
    await symlink(first.path, path.join(parent, 'alias'));

    await expect(openDataFolder(path.join(parent, 'alias'))).rejects.toThrow(
      `Karcis already runs on ${first.path} (process ${process.pid}): stop it first`,
    );

    first.release();
    const second = await openDataFolder(path.join(parent, 'data'));
    second.release();
  });

  it('is refused in one sentence when it is a file', async () => {
    const file = path.join(parent, 'file');
    await writeFile(file, '');

    await expect(openDataFolder(file)).rejects.toThrow(/^The data folder .* is not a folder: /);
    await expect(openDataFolder(`${file}/below`)).rejects.toThrow(/is not a folder/);
  });
});

describe('secrets', () => {
  it('are made once, differ, and are readable by their owner only', async () => {
    const folder = await openDataFolder(path.join(parent, 'data'));

    const made = await openSecrets(folder);
    const read = await openSecrets(folder);
    folder.release();

    expect(read).toEqual(made);
    expect(new Set(Object.values(made)).size).toBe(Object.keys(made).length);
    expect((await stat(folder.file('secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('are fit for the configuration of nats-server', async () => {
    const folder = await openDataFolder(path.join(parent, 'data'));
    const secrets = await openSecrets(folder);
    folder.release();

    expect(secrets['nats-booking']).toMatch(/^[a-z][a-z0-9]{40,}$/);
  });

  it('are never made anew when their file is damaged', async () => {
    const folder = await openDataFolder(path.join(parent, 'data'));
    await openSecrets(folder);
    await writeFile(folder.file('secrets.json'), '{"identity": ');

    await expect(openSecrets(folder)).rejects.toThrow(/secrets.json is damaged/);
    folder.release();

    expect(await readFile(folder.file('secrets.json'), 'utf8')).toBe('{"identity": ');
  });
});
