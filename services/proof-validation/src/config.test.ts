import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.ts';

const common = {
  DATABASE_URL: 'postgres://proof_validation@127.0.0.1/karcis',
  INTERNAL_SECRET: 'x'.repeat(32),
};
const s3 = {
  STORAGE_PROVIDER: 's3',
  S3_ENDPOINT: 'http://127.0.0.1:8333',
  S3_ACCESS_KEY: 'access',
  S3_SECRET_KEY: 'secret',
};

describe('settings', () => {
  it('keep files in a folder unless told otherwise', () => {
    const config = readConfig({ ...common, STORAGE_LOCAL_DIR: '/files' });

    expect(config.storage).toEqual({ provider: 'local', folder: '/files' });
    expect(config.retentionDays).toEqual({ rejected: 30, expired: 30, cancelled: 30, paid: null });
  });

  it('keep files on an S3 server', () => {
    expect(readConfig({ ...common, ...s3 }).storage).toEqual({
      provider: 's3',
      endpoint: 'http://127.0.0.1:8333',
      region: 'us-east-1',
      bucket: 'karcis',
      accessKey: 'access',
      secretKey: 'secret',
    });
  });

  it('name everything that is missing at once, and no secret', () => {
    const read = () => readConfig({ STORAGE_PROVIDER: 's3', INTERNAL_SECRET: 'too-short' });

    expect(read).toThrow(
      /DATABASE_URL is missing.*INTERNAL_SECRET is wrong.*S3_ENDPOINT is missing.*S3_SECRET_KEY/s,
    );
    expect(read).not.toThrow(/too-short/);
  });

  it('refuse a provider that does not exist', () => {
    expect(() => readConfig({ ...common, STORAGE_PROVIDER: 'ftp' })).toThrow('STORAGE_PROVIDER');
  });
});
