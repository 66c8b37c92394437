import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@karcis/testing';
import { findChromium } from './find-chromium.ts';

const before = { PATH: process.env['PATH'], CHROMIUM_BIN: process.env['CHROMIUM_BIN'] };
const said: string[] = [];
let bin: string;

/** A machine with nothing on it but what the test puts there. */
beforeEach(async () => {
  bin = path.join(await temporaryFolder(), 'bin');
  await mkdir(bin, { recursive: true });
  await symlink('/bin/sh', inBin('sh'));
  await symlink('/usr/bin/flock', inBin('flock'));
  process.env['PATH'] = bin;
  delete process.env['CHROMIUM_BIN'];
  said.length = 0;
});

afterEach(() => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

const find = () => findChromium((line) => void said.push(line));
const inBin = (name: string) => path.join(bin, name);

async function script(name: string, lines: string): Promise<void> {
  await writeFile(inBin(name), `#!/bin/sh\n${lines}\n`);
  await chmod(inBin(name), 0o755);
}

/** apt-get as far as we use it: knows packages after an update only, and writes down what it was asked. */
async function aptGet(install: string): Promise<void> {
  await script(
    'apt-get',
    [
      `echo "$@" >> ${inBin('asked')}`,
      `if [ "$1" = update ]; then : > ${inBin('lists')}; exit 0; fi`,
      `if [ ! -e ${inBin('lists')} ]; then echo "E: Unable to locate package chromium" >&2; exit 100; fi`,
      install,
    ].join('\n'),
  );
}

describe('a browser for the tests', () => {
  it('is the one that is named, or nothing with a sentence', async () => {
    await script('mine', ':');
    process.env['CHROMIUM_BIN'] = inBin('mine');
    expect(await find()).toBe(inBin('mine'));
    process.env['CHROMIUM_BIN'] = inBin('nothing');
    await expect(find()).rejects.toThrow(/CHROMIUM_BIN is .* nothing there can be run/);
  });

  it('is found on the path, and nothing is installed then', async () => {
    await aptGet('exit 100');
    await script('google-chrome', ':');
    expect(await find()).toBe(inBin('google-chrome'));
    await script('chromium-headless-shell', ':');
    expect(await find()).toBe(inBin('chromium-headless-shell'));
    expect(said).toEqual([]);
  });

  it('is installed where there is none, after fetching the lists of packages, and said so', async () => {
    await aptGet(`/bin/cp /bin/true ${inBin('chromium-headless-shell')}`);
    expect(await find()).toBe(inBin('chromium-headless-shell'));
    expect(said).toEqual([expect.stringContaining('installing it with apt-get')]);
    const asked = (await readFile(inBin('asked'), 'utf8')).trim().split('\n');
    const install = '-o DPkg::Lock::Timeout=120 install --yes --no-install-recommends chromium';
    const shell = `${install}-headless-shell`;
    expect(asked).toEqual([shell, install, 'update', shell]);
  });

  it('is the whole browser where there is no package of the part that needs no screen', async () => {
    const isWhole = `case "$*" in *shell) exit 100;; esac`;
    await aptGet(`${isWhole}; /bin/cp /bin/true ${inBin('chromium')}`);
    expect(await find()).toBe(inBin('chromium'));
  });

  it.each([
    [
      'nobody may install',
      'echo "E: are you root?" >&2; exit 100',
      /cannot be installed here \(E: are you root\?\)/,
    ],
    ['apt-get brings none', 'exit 0', /apt-get brought no Chromium/],
  ])('is missed in a sentence that says what to do when %s', async (_why, install, words) => {
    await aptGet(install);
    await expect(find()).rejects.toThrow(words);
    await expect(find()).rejects.toThrow(/Install Chromium, or say where it is in CHROMIUM_BIN/);
  });

  it('is missed in a sentence where there is no apt-get', async () => {
    await expect(find()).rejects.toThrow(/needs? Chromium, and it cannot be installed here/);
  });
});
