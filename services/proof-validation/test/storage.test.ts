import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type S3Server, startS3Server } from '@karcis/testing';
import { openStorage } from '../src/storage/open-storage.ts';
import type { Storage } from '../src/storage/storage.ts';

let folder: string;
let s3: S3Server;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'karcis-storage-'));
  s3 = await startS3Server();
});
afterAll(async () => {
  await s3.stop();
  await rm(folder, { recursive: true });
});

const local = () => openStorage({ provider: 'local', folder: join(folder, 'kept') });
const onS3 = (secretKey = s3.secretKey) =>
  openStorage({
    provider: 's3',
    endpoint: s3.url,
    region: s3.region,
    bucket: 'proofs',
    accessKey: s3.accessKey,
    secretKey,
  });

async function aFile(bytes: Buffer): Promise<string> {
  const path = join(folder, randomBytes(8).toString('hex'));
  await writeFile(path, bytes);
  return path;
}

async function read(storage: Storage, key: string): Promise<Buffer | undefined> {
  const stream = await storage.get(key);
  return stream && buffer(stream);
}

describe.each([
  ['local', local],
  ['s3', () => onS3()],
])('storage %s', (_name, open) => {
  let storage: Storage;
  beforeAll(async () => {
    storage = open();
    await storage.ready();
  });

  it('gives back what was put', async () => {
    const bytes = randomBytes(1_000_000);
    await storage.put('proofs/given-back', await aFile(bytes), 'image/jpeg');

    expect((await read(storage, 'proofs/given-back'))?.equals(bytes)).toBe(true);
  });

  it('replaces what was there', async () => {
    await storage.put('proofs/replaced', await aFile(Buffer.from('first')), 'image/png');
    await storage.put('proofs/replaced', await aFile(Buffer.from('second')), 'image/png');

    expect(String(await read(storage, 'proofs/replaced'))).toBe('second');
  });

  it('keeps an empty file', async () => {
    await storage.put('proofs/empty', await aFile(Buffer.alloc(0)), 'image/png');

    expect(await read(storage, 'proofs/empty')).toEqual(Buffer.alloc(0));
  });

  it('has no stream for what was never put', async () => {
    expect(await storage.get('proofs/never')).toBeUndefined();
  });

  it('forgets what is removed, and minds no repeat', async () => {
    await storage.put('proofs/removed', await aFile(Buffer.from('gone soon')), 'image/png');
    await storage.remove('proofs/removed');
    await storage.remove('proofs/removed');

    expect(await storage.get('proofs/removed')).toBeUndefined();
  });

  it('leaves nothing of a file that cannot be read', async () => {
    await expect(storage.put('proofs/half', join(folder, 'no-such'), 'image/png')).rejects.toThrow(
      'ENOENT',
    );

    expect(await storage.get('proofs/half')).toBeUndefined();
  });

  it('is ready again and again, and from two replicas at once', async () => {
    await expect(Promise.all([open().ready(), open().ready()])).resolves.toBeDefined();
  });
});

describe('local storage', () => {
  it('leaves no unfinished copy behind, whether it succeeds or fails', async () => {
    await local().put('proofs/whole', await aFile(Buffer.from('whole')), 'image/png');
    // A folder stands where the file should go.
    await local().put('proofs/blocked/inner', await aFile(Buffer.from('x')), 'image/png');
    await expect(
      local().put('proofs/blocked', await aFile(Buffer.from('x')), 'image/png'),
    ).rejects.toThrow('EISDIR');

    expect(await readdir(join(folder, 'kept', '.unfinished'))).toEqual([]);
  });

  it('removes what a crash left of a file with its key', async () => {
    const left = join(folder, 'kept', '.unfinished', 'proofs.left');
    await writeFile(left, 'half a file');
    await local().remove('proofs/left');

    expect(await readdir(join(folder, 'kept', '.unfinished'))).toEqual([]);
  });

  it.each(['../outside', 'proofs/../../outside', '/etc/passwd', 'proofs//x', '.unfinished/x', ''])(
    'refuses the key %j, which is none of ours',
    async (key) => {
      const path = await aFile(Buffer.from('x'));
      await expect(local().put(key, path, 'image/png')).rejects.toThrow('No key of ours');
      await expect(local().get(key)).rejects.toThrow('No key of ours');
    },
  );
});

describe('s3 storage', () => {
  it('signs every request: a wrong secret gets nowhere', async () => {
    await expect(onS3('wrong').ready()).rejects.toThrow('authorized');
    await expect(onS3('wrong').get('proofs/given-back')).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
    });
  });

  it('tells what kind of file it keeps', async () => {
    await onS3().put('proofs/kind', await aFile(Buffer.from('x')), 'application/pdf');

    expect(s3.objects('proofs').get('proofs/kind')?.headers).toMatchObject({
      'content-type': 'application/pdf',
    });
  });

  it('fails clearly while the server does, and works again after it', async () => {
    const path = await aFile(Buffer.from('x'));
    s3.setFailing(true);
    await expect(onS3().ready()).rejects.toThrow('503');
    await expect(onS3().put('proofs/later', path, 'image/png')).rejects.toThrow('503');
    s3.setFailing(false);

    await onS3().put('proofs/later', path, 'image/png');
    expect(String(await read(onS3(), 'proofs/later'))).toBe('x');
  });

  it('gives up on a server that takes the request and says nothing', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const storage = openStorage({
      provider: 's3',
      endpoint: `http://127.0.0.1:${port}`,
      region: s3.region,
      bucket: 'proofs',
      accessKey: s3.accessKey,
      secretKey: s3.secretKey,
      silenceMs: 50,
    });

    await expect(storage.ready()).rejects.toThrow('does not answer');
    silent.close();
  });
});
