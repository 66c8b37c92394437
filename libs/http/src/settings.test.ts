import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { CannotStart } from './cannot-start.ts';
import { readSettings, serviceSettings } from './settings.ts';

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
      LOG_LEVEL: 'info',
    });
  });

  it('takes an empty variable for an absent one', () => {
    expect(readSettings(Settings, { ...whole, PORT: '', LOG_LEVEL: '' })).toMatchObject({
      PORT: 0,
      LOG_LEVEL: 'info',
    });
    expect(faultOf({ ...whole, IDENTITY_SECRET: '' })).toContain('IDENTITY_SECRET is missing');
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

  it('never shows a value', () => {
    expect(
      faultOf({ ...whole, IDENTITY_SECRET: 'hunter2', DATABASE_URL: 'mysql://u:hunter2@db' }),
    ).not.toContain('hunter2');
  });
});
