import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { CannotStart } from './cannot-start.ts';
import { inAnyCase, readSettings, serviceSettings } from './settings.ts';

const Settings = z.object({ ...serviceSettings, IDENTITY_SECRET: z.string().min(32) });

const secret = 'a secret of more than 32 characters';
const whole = { DATABASE_URL: 'postgres://booking:pw@db/karcis', IDENTITY_SECRET: secret };

function faultOf(env: Record<string, string>): string {
  try {
    readSettings(Settings, env);
  } catch (error) {
    if (error instanceof CannotStart) return error.message;
  }
  return 'none';
}

describe('readSettings', () => {
  it('parses into the schema’s own types and fills in defaults', () => {
    expect(readSettings(Settings, { ...whole, PORT: '8081', HOME: '/root' })).toEqual({
      ...whole,
      HOST: '127.0.0.1',
      PORT: 8081,
      NATS_URL: 'nats://127.0.0.1:4222',
      NATS_STREAM_REPLICAS: 1,
      LOG_LEVEL: 'info',
      POSTHOG_HOST: 'https://eu.i.posthog.com',
    });
  });

  it('takes an empty variable for an absent one', () => {
    expect(readSettings(Settings, { ...whole, PORT: '', LOG_LEVEL: '' })).toMatchObject({
      PORT: 0,
      LOG_LEVEL: 'info',
    });
    expect(faultOf({ ...whole, IDENTITY_SECRET: '' })).toContain('IDENTITY_SECRET is missing');
  });

  it('reads a secret from the file that its variable with _FILE names, without the line’s end', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'karcis-settings-'));
    const file = path.join(folder, 'identity');
    await writeFile(file, `${secret}\n`);
    const { DATABASE_URL } = whole;
    const read = (env: Record<string, string>) =>
      readSettings(Settings, { DATABASE_URL, ...env }).IDENTITY_SECRET;
    expect(read({ IDENTITY_SECRET_FILE: file })).toBe(secret);
    expect(read({ IDENTITY_SECRET_FILE: file, IDENTITY_SECRET: `${secret}!` })).toBe(`${secret}!`);
    await writeFile(file, '\n');
    expect(faultOf({ DATABASE_URL, IDENTITY_SECRET_FILE: file })).toContain(
      'IDENTITY_SECRET is missing',
    );
    await rm(folder, { recursive: true });
    expect(faultOf({ ...whole, NATS_PASSWORD_FILE: file })).toContain(
      'NATS_PASSWORD_FILE names a file that cannot be read',
    );
  });

  it('reports everything together, by name', () => {
    const fault = faultOf({ PORT: 'eighty', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://db' });
    for (const name of [
      'PORT is wrong',
      'LOG_LEVEL is wrong',
      'DATABASE_URL is wrong',
      'IDENTITY_SECRET is missing',
    ]) {
      expect(fault).toContain(name);
    }
  });

  it('reports what breaks a rule between settings together with the rest', () => {
    const ruled = Settings.refine(({ NATS_USER, NATS_PASSWORD }) => !NATS_USER || NATS_PASSWORD, {
      path: ['NATS_PASSWORD'],
      ...inAnyCase,
    });
    const both = z.intersection(ruled, z.object({ STORAGE: z.enum(['local', 's3']) }));
    expect(() => readSettings(both, { ...whole, PORT: 'x', NATS_USER: 'a' })).toThrow(
      /PORT is wrong .*; NATS_PASSWORD is missing; STORAGE is missing\./,
    );
  });

  it('never shows a value', () => {
    expect(
      faultOf({ ...whole, IDENTITY_SECRET: 'hunter2', DATABASE_URL: 'mysql://u:hunter2@db' }),
    ).not.toContain('hunter2');
  });
});
