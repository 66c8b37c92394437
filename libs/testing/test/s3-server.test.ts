import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type S3Server, startS3Server } from '@karcis/testing';
import { Client } from 'minio';

const BUCKET = 'proofs';
let aheadMs = 0;
let s3: S3Server;
let client: Client;

beforeAll(async () => {
  s3 = await startS3Server({ buckets: [BUCKET], now: () => new Date(Date.now() + aheadMs) });
  client = clientWith({});
});
afterAll(() => s3.stop());

function clientWith({ secretKey = s3.secretKey, accessKey = s3.accessKey, region = s3.region }) {
  const endpoint = { endPoint: '127.0.0.1', port: s3.port, useSSL: false };
  return new Client({ ...endpoint, accessKey, secretKey, region });
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

  it('takes 10 MB, at once and from a stream of unknown length', async () => {
    const body = randomBytes(10 * 1024 * 1024);
    await client.putObject(BUCKET, 'whole', body);
    expect(s3.done.at(-1)).toBe('PutObject');
    await client.putObject(BUCKET, 'streamed', Readable.from([body]));
    expect(s3.done.at(-1)).toBe('CompleteMultipartUpload');

    expect(body.equals(await read('whole'))).toBe(true);
    expect(body.equals(await read('streamed'))).toBe(true);
  });

  it('joins parts by their number, and forgets those of an upload that is given up', async () => {
    const uploadId = await client.initiateNewMultipartUpload(BUCKET, 'parts', {});
    for (const partNumber of ['2', '1']) {
      const query = { partNumber, uploadId };
      const url = await client.presignedUrl('PUT', BUCKET, 'parts', 60, query);
      expect((await fetch(url, { method: 'PUT', body: `part ${partNumber}` })).status).toBe(200);
    }
    await client.completeMultipartUpload(BUCKET, 'parts', uploadId, [{ part: 1 }, { part: 2 }]);
    expect(String(await read('parts'))).toBe('part 1part 2');

    const given = await client.initiateNewMultipartUpload(BUCKET, 'other', {});
    expect(await client.findUploadId(BUCKET, 'other')).toBe(given);
    await client.abortMultipartUpload(BUCKET, 'other', given);
    expect(await client.findUploadId(BUCKET, 'other')).toBeUndefined();
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

  it('removes many at once and lists the rest', async () => {
    await client.makeBucket('many');
    for (const key of ['a/1', 'a/2 & 3', 'b/1', 'c']) await client.putObject('many', key, 'x');
    await client.removeObjects('many', ['a/2 & 3']);

    const all = client.listObjectsV2('many', '', true);
    expect((await all.toArray()).map(({ name }) => name)).toEqual(['a/1', 'b/1', 'c']);
    const later = client.listObjectsV2('many', '', true, 'a/1');
    expect((await later.toArray()).map(({ name }) => name)).toEqual(['b/1', 'c']);
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
    aheadMs = 61_000;
    const late = await fetch(url);
    aheadMs = 0;

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

/** AWS's own examples of uploads: a small one, and 65 kB of "a" in two chunks and the closing one. */
describe('the S3 server, sent bodies', () => {
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

  it('refuses another body than the signed one', async () => {
    const other = await send('/test$file.text', 'Welcome to Amazon S4.', small);
    const signed = await send('/test$file.text', 'Welcome to Amazon S3.', small);

    expect([other, signed]).toEqual([400, 200]);
  });

  it('puts chunks together when each is signed', async () => {
    expect(await send('/examplebucket/chunkObject.txt', bodyOf(chunks), chunked)).toBe(200);
    const { body } = example.objects('examplebucket').get('chunkObject.txt') ?? {};
    expect(String(body)).toBe('a'.repeat(66_560));
  });

  it('refuses a chunk that was changed, and a missing one', async () => {
    const [first, second, last] = chunks;
    const changed = bodyOf([first, ['b'.repeat(1024), second[1]], last]);
    const missing = bodyOf([first, second]).padEnd(66_824, ' ');

    expect(await send('/examplebucket/chunkObject.txt', changed, chunked)).toBe(403);
    expect(await send('/examplebucket/chunkObject.txt', missing, chunked)).toBe(400);
  });

  const bodyOf = (parts: readonly (readonly [string, string])[]) =>
    parts
      .map(
        ([data, signature]) =>
          `${data.length.toString(16)};chunk-signature=${signature}\r\n${data}\r\n`,
      )
      .join('');

  const common = { 'x-amz-date': '20130524T000000Z', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' };
  const credential =
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request';
  const small = {
    ...common,
    host: 'examplebucket.s3.amazonaws.com',
    date: 'Fri, 24 May 2013 00:00:00 GMT',
    'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
    authorization:
      `${credential},SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,` +
      'Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  };
  const chunked = {
    ...common,
    host: 's3.amazonaws.com',
    'content-encoding': 'aws-chunked',
    'x-amz-decoded-content-length': 66_560,
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    authorization:
      `${credential},SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;` +
      'x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,' +
      'Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  };

  async function send(path: string, body: string, headers: OutgoingHttpHeaders) {
    const all = { ...headers, 'content-length': body.length };
    const req = request(`${example.url}${path}`, { method: 'PUT', headers: all });
    req.end(body);
    const [res] = (await once(req, 'response')) as [IncomingMessage];
    res.resume();
    return res.statusCode;
  }
});
