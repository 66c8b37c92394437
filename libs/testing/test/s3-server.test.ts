import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type S3Server, startS3Server } from '@karcis/testing';
import { Client } from 'minio';

const BUCKET = 'proofs';
let now = new Date();
let s3: S3Server;
let client: Client;

beforeAll(async () => {
  s3 = await startS3Server({ buckets: [BUCKET], now: () => now });
  client = clientWith({});
});
afterAll(() => s3.stop());

function clientWith({ secretKey = s3.secretKey, accessKey = s3.accessKey, region = s3.region }) {
  const endpoint = { endPoint: '127.0.0.1', port: s3.port, useSSL: false };
  return new Client({ ...endpoint, accessKey, secretKey, region, partSize: 5 * 1024 * 1024 });
}

const read = async (key: string) => buffer(await client.getObject(BUCKET, key));

describe('the S3 server, asked by the minio client', () => {
  it('gives back what was put, with its type and metadata', async () => {
    const key = "odd key/with ünïcode & 'quotes' (1)+.txt";
    await client.putObject(BUCKET, key, Buffer.from('hello'), 5, {
      'Content-Type': 'text/plain',
      Kind: 'x',
    });

    expect(String(await read(key))).toBe('hello');
    expect(await client.statObject(BUCKET, key)).toMatchObject({
      size: 5,
      metaData: { 'content-type': 'text/plain', kind: 'x' },
    });
  });

  it('takes 10 MB, from a buffer and in parts from a stream of unknown length', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024, 'ab');
    await client.putObject(BUCKET, 'whole', body);
    await client.putObject(BUCKET, 'streamed', Readable.from([body]));

    expect(body.equals(await read('whole'))).toBe(true);
    expect(body.equals(await read('streamed'))).toBe(true);
    expect(s3.done).toContain('CompleteMultipartUpload');
  });

  it('reads a range', async () => {
    await client.putObject(BUCKET, 'range', 'abcdef');

    expect(String(await buffer(await client.getPartialObject(BUCKET, 'range', 2, 3)))).toBe('cde');
    expect(String(await buffer(await client.getPartialObject(BUCKET, 'range', 4)))).toBe('ef');
    await expect(client.getPartialObject(BUCKET, 'range', 6)).rejects.toThrow('not satisfiable');
  });

  it('forgets what is removed, once or twice', async () => {
    await client.putObject(BUCKET, 'gone', 'x');
    await client.removeObject(BUCKET, 'gone');
    await client.removeObject(BUCKET, 'gone');

    await expect(client.getObject(BUCKET, 'gone')).rejects.toMatchObject({ code: 'NoSuchKey' });
    await expect(client.statObject(BUCKET, 'gone')).rejects.toMatchObject({ code: 'NotFound' });
  });

  it('removes many at once and lists the rest, page by page', async () => {
    await client.makeBucket('many');
    for (const key of ['a/1', 'a/2 & 3', 'b/1', 'c']) await client.putObject('many', key, 'x');
    await client.removeObjects('many', ['a/2 & 3']);

    const all = client.listObjectsV2('many', '', true);
    expect((await all.toArray()).map(({ name }) => name)).toEqual(['a/1', 'b/1', 'c']);
    const top = client.listObjectsV2('many');
    expect((await top.toArray()).map(({ name, prefix }) => name ?? prefix)).toEqual([
      'c',
      'a/',
      'b/',
    ]);
  });

  it('knows which buckets there are', async () => {
    expect(await client.bucketExists(BUCKET)).toBe(true);
    expect(await client.bucketExists('missing')).toBe(false);
    await expect(client.makeBucket(BUCKET)).rejects.toMatchObject({
      code: 'BucketAlreadyOwnedByYou',
    });
    await expect(client.putObject('missing', 'x', 'x')).rejects.toMatchObject({
      code: 'NoSuchBucket',
    });
  });

  it('refuses a wrong secret and a wrong key, for reading and for writing', async () => {
    await client.putObject(BUCKET, 'secret', 'x');
    const wrongSecret = clientWith({ secretKey: 'wrong' });
    const wrongKey = clientWith({ accessKey: 'wrong' });

    const signature = { code: 'SignatureDoesNotMatch' };
    await expect(wrongSecret.getObject(BUCKET, 'secret')).rejects.toMatchObject(signature);
    await expect(wrongSecret.putObject(BUCKET, 'secret', 'y')).rejects.toMatchObject(signature);
    await expect(wrongSecret.removeObject(BUCKET, 'secret')).rejects.toMatchObject(signature);
    await expect(wrongKey.getObject(BUCKET, 'secret')).rejects.toMatchObject({
      code: 'InvalidAccessKeyId',
    });
    expect(String(await read('secret'))).toBe('x');
  });

  it('answers 503 while it is told to fail', async () => {
    s3.setFailing(true);
    const answer = await fetch(await client.presignedGetObject(BUCKET, 'secret'));
    s3.setFailing(false);

    expect(answer.status).toBe(503);
  });
});

describe('the S3 server, asked with a URL', () => {
  it('serves a presigned one until it expires', async () => {
    await client.putObject(BUCKET, 'shared', 'x');
    const url = await client.presignedGetObject(BUCKET, 'shared', 60);

    expect((await fetch(url)).status).toBe(200);
    now = new Date(now.getTime() + 61_000);
    const late = await fetch(url);
    now = new Date();

    expect(late.status).toBe(403);
    expect(await late.text()).toContain('<Message>Request has expired</Message>');
  });

  it('takes a presigned upload', async () => {
    const url = await client.presignedPutObject(BUCKET, 'uploaded', 60);

    expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(200);
    expect(String(await read('uploaded'))).toBe('x');
  });

  it('refuses an unsigned one', async () => {
    await client.putObject(BUCKET, 'closed', 'x');
    const answer = await fetch(`${s3.url}/${BUCKET}/closed`);

    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<Code>AccessDenied</Code>');
  });
});

/** AWS's own example of a chunked upload: 65 kB of "a" in two chunks and the closing one. */
describe('the S3 server, sent chunks', () => {
  const chunks = [
    ['a'.repeat(65_536), 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'],
    ['a'.repeat(1024), '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'],
    ['', 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9'],
  ] as const;
  let example: S3Server;

  beforeAll(async () => {
    example = await startS3Server({
      accessKey: 'AKIAIOSFODNN7EXAMPLE',
      secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      buckets: ['examplebucket'],
      now: () => new Date('2013-05-24T00:00:00Z'),
    });
  });
  afterAll(() => example.stop());

  it('puts them together when each is signed', async () => {
    expect((await send(bodyOf(chunks))).statusCode).toBe(200);
    expect(String(example.objects('examplebucket').get('chunkObject.txt')?.body)).toBe(
      'a'.repeat(66_560),
    );
  });

  it('refuses a chunk that was changed, and a missing one', async () => {
    const [first, second, last] = chunks;
    const changed = await send(bodyOf([first, ['b'.repeat(1024), second[1]], last]));
    const missing = await send(bodyOf([first, second]).padEnd(66_824, ' '));

    expect([changed.statusCode, missing.statusCode]).toEqual([403, 400]);
  });

  const bodyOf = (parts: readonly (readonly [string, string])[]) =>
    parts
      .map(
        ([data, signature]) =>
          `${data.length.toString(16)};chunk-signature=${signature}\r\n${data}\r\n`,
      )
      .join('');

  async function send(body: string): Promise<IncomingMessage> {
    const req = request(`${example.url}/examplebucket/chunkObject.txt`, {
      method: 'PUT',
      headers: {
        host: 's3.amazonaws.com',
        'content-encoding': 'aws-chunked',
        'content-length': body.length,
        'x-amz-date': '20130524T000000Z',
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
        'x-amz-decoded-content-length': 66_560,
        'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
        authorization:
          'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,' +
          'SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;' +
          'x-amz-decoded-content-length;x-amz-storage-class,' +
          'Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
      },
    });
    req.end(body);
    const [res] = (await once(req, 'response')) as [IncomingMessage];
    res.resume();
    return res;
  }
});
