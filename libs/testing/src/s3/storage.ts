import { createHash, randomUUID } from 'node:crypto';
import { S3Refusal } from './refusal.ts';

export type StoredObject = {
  readonly body: Buffer;
  readonly etag: string;
  readonly modifiedAt: Date;
  /** Content-Type and x-amz-meta-…, given back as they came. */
  readonly headers: Readonly<Record<string, string>>;
};

type Upload = {
  readonly bucket: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, StoredObject>;
};

/** Buckets, objects and unfinished multipart uploads, in memory. */
export class Storage {
  readonly #buckets = new Map<string, Map<string, StoredObject>>();
  readonly uploads = new Map<string, Upload>();

  makeBucket(name: string): void {
    if (this.#buckets.has(name)) {
      throw new S3Refusal(409, 'BucketAlreadyOwnedByYou', 'You made this bucket before.');
    }
    this.#buckets.set(name, new Map());
  }

  removeBucket(name: string): void {
    if (this.bucket(name).size > 0)
      throw new S3Refusal(409, 'BucketNotEmpty', 'The bucket is not empty.');
    this.#buckets.delete(name);
  }

  bucket(name: string): Map<string, StoredObject> {
    const bucket = this.#buckets.get(name);
    if (!bucket) throw new S3Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist');
    return bucket;
  }

  object(bucket: string, key: string): StoredObject {
    const object = this.bucket(bucket).get(key);
    if (!object) throw new S3Refusal(404, 'NoSuchKey', 'The specified key does not exist.');
    return object;
  }

  put(
    bucket: string,
    key: string,
    body: Buffer,
    headers: Readonly<Record<string, string>>,
  ): StoredObject {
    const object = makeObject(body, headers);
    this.bucket(bucket).set(key, object);
    return object;
  }

  startUpload(bucket: string, key: string, headers: Readonly<Record<string, string>>): string {
    this.bucket(bucket);
    const id = randomUUID();
    this.uploads.set(id, { bucket, key, headers, parts: new Map() });
    return id;
  }

  upload(id: string): Upload {
    const upload = this.uploads.get(id);
    if (!upload) throw new S3Refusal(404, 'NoSuchUpload', 'The specified upload does not exist.');
    return upload;
  }

  putPart(uploadId: string, number: number, body: Buffer): StoredObject {
    const part = makeObject(body, {});
    this.upload(uploadId).parts.set(number, part);
    return part;
  }

  finishUpload(id: string): StoredObject {
    const { bucket, key, headers, parts } = this.upload(id);
    const inOrder = [...parts].sort(([one], [other]) => one - other).map(([, part]) => part.body);
    this.uploads.delete(id);
    return this.put(bucket, key, Buffer.concat(inOrder), headers);
  }
}

function makeObject(body: Buffer, headers: Readonly<Record<string, string>>): StoredObject {
  const etag = createHash('md5').update(body).digest('hex');
  return { body, etag, modifiedAt: new Date(), headers };
}
