import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type S3Server, startS3Server } from '@karcis/testing';
import { aPng } from './files.ts';
import { useService } from './start-service.ts';

let s3: S3Server;
beforeAll(async () => {
  s3 = await startS3Server();
});
afterAll(() => s3.stop());

const harness = useService(() => ({
  STORAGE_PROVIDER: 's3',
  S3_ENDPOINT: s3.url,
  S3_REGION: s3.region,
  S3_BUCKET: 'karcis-proofs',
  S3_ACCESS_KEY: s3.accessKey,
  S3_SECRET_KEY: s3.secretKey,
}));
const keys = () => [...s3.objects('karcis-proofs').keys()];

describe('the service on S3', () => {
  it('keeps proofs in a bucket that it made, and serves them from there', async () => {
    const proofId = randomUUID();
    expect((await harness.put(await aPng(), { proofId })).status).toBe(200);

    expect(
      keys()
        .map((key) => key.split('/')[0])
        .sort(),
    ).toEqual(['previews', 'proofs']);
    const file = await harness.ask(`/proofs/${proofId}/file`);
    expect(file.headers.get('content-type')).toBe('image/png');
    expect((await file.arrayBuffer()).byteLength).toBe(Number(file.headers.get('content-length')));
  });

  it('asks to try again later while the storage fails, and leaves nothing', async () => {
    const before = keys();
    const [proofId, file] = [randomUUID(), await aPng()];
    s3.setFailing(true);
    const failed = await harness.put(file, { proofId });
    expect(failed.status).toBe(503);
    expect(failed.headers.get('retry-after')).toBe('1');
    expect(await failed.json()).toMatchObject({ code: 'service-unavailable' });
    expect(await (await fetch(`${harness.service.url}/readyz`)).json()).toMatchObject({
      checks: { storage: 'failed' },
    });
    // Nor can what was stored before be removed now; it stays on the list.
    await expect(harness.service.sweep()).rejects.toThrow('503');
    s3.setFailing(false);

    await harness.service.sweep();
    expect(keys()).toEqual(before);
    expect(await harness.announced(proofId)).toEqual([]);
    expect((await harness.put(file, { proofId })).status).toBe(200);
  });
});
