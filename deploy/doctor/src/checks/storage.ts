import { randomBytes, randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { openStorage, type StorageOptions } from '@karcis/proof-validation/storage';
import { type Check, fail, pass, unseen } from '../finding.ts';
import type { Settings } from '../settings.ts';

const BYTES = 64 * 1024;

/** Keeps a file as proof-validation keeps proofs, reads it and removes it. */
export const storage: Check = {
  name: 'storage',
  remedy:
    'see that STORAGE_LOCAL_DIR is a folder with room that proof-validation may write to, or that the S3 server, bucket and keys are right',
  async look(settings) {
    const options = optionsOf(settings);
    if (!options) return [unseen('the storage', 'STORAGE_LOCAL_DIR, or S3_ENDPOINT and its keys')];

    const files = openStorage(options);
    const key = `doctor/${randomUUID()}`;
    const source = path.join(tmpdir(), `karcis-${key.replace('/', '-')}`);
    const content = randomBytes(BYTES);
    try {
      await writeFile(source, content, { mode: 0o600 });
      await files.ready();
      await files.put(key, source, 'application/octet-stream');
      const kept = await files.get(key);
      const isSame = kept && (await buffer(kept)).equals(content);
      await files.remove(key);
      return [
        isSame
          ? pass(`a file was written, read and removed (${options.provider})`)
          : fail('a file came back changed', 'check the disk or the S3 server for errors'),
      ];
    } finally {
      await rm(source, { force: true });
    }
  },
};

function optionsOf(settings: Settings): StorageOptions | undefined {
  const { STORAGE_LOCAL_DIR: folder, S3_ENDPOINT: endpoint } = settings;
  if (settings.STORAGE_PROVIDER === 'local')
    return folder ? { provider: 'local', folder } : undefined;

  const { S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey } = settings;
  if (!endpoint || !accessKey || !secretKey) return undefined;
  const { S3_REGION: region, S3_BUCKET: bucket } = settings;
  return { provider: 's3', endpoint, region, bucket, accessKey, secretKey };
}
