import { describe, expect, it } from '@jest/globals';
import { readSettings } from '@karcis/http';
import { z } from 'zod';
import { missingKeys, openProviders, providerSettings } from './open-providers.ts';

const open = (env: Record<string, string>) =>
  openProviders(readSettings(z.object(providerSettings), env));

describe('openProviders', () => {
  it('opens none without a key', () => {
    expect([...open({}).keys()]).toEqual([]);
  });

  it('opens those whose keys are all there', () => {
    const all = {
      ...{ MIDTRANS_SERVER_KEY: 'a', XENDIT_SECRET_KEY: 'b', XENDIT_CALLBACK_TOKEN: 'c' },
      ...{ STRIPE_SECRET_KEY: 'd', STRIPE_WEBHOOK_SECRET: 'e' },
    };
    expect([...open(all).keys()]).toEqual(['midtrans', 'xendit', 'stripe']);
  });

  it('names every key that is missing of a half-given one', () => {
    const half = { XENDIT_SECRET_KEY: 'secret', STRIPE_WEBHOOK_SECRET: 'secret' };
    expect(missingKeys(half)).toEqual(['XENDIT_CALLBACK_TOKEN', 'STRIPE_SECRET_KEY']);
    expect(missingKeys({})).toEqual([]);
  });

  it('takes another address, with or without a slash behind it', () => {
    const { STRIPE_API_URL: url } = readSettings(z.object(providerSettings), {
      STRIPE_API_URL: 'http://127.0.0.1:4000/',
    });
    expect(url).toBe('http://127.0.0.1:4000');
  });
});
