import type { IncomingHttpHeaders } from 'node:http';
import { S3Refusal } from './refusal.ts';
import type { Storage, StoredObject } from './storage.ts';
import { toXml, type Xml } from './xml.ts';

export type S3Request = {
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

export type S3Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: Buffer | string;
};

type Operation = (storage: Storage, request: S3Request, region: string) => S3Answer;

/** Names as in the S3 API reference. */
export const operations = {
  HeadBucket: (storage, { bucket }, region) => {
    storage.bucket(bucket);
    return { status: 200, headers: { 'x-amz-bucket-region': region } };
  },
  CreateBucket: (storage, { bucket }) => {
    storage.makeBucket(bucket);
    return { status: 200, headers: { location: `/${bucket}` } };
  },
  DeleteBucket: (storage, { bucket }) => {
    storage.removeBucket(bucket);
    return { status: 204 };
  },
  GetBucketLocation: (storage, { bucket }, region) => {
    storage.bucket(bucket);
    return xml({ LocationConstraint: region === 'us-east-1' ? '' : region });
  },
  ListObjectsV2: (storage, { bucket, query }) => list(storage.bucket(bucket), bucket, query),

  PutObject: (storage, { bucket, key, body, headers }) =>
    tagged(storage.put(bucket, key, body, keptHeaders(headers))),
  HeadObject: (storage, { bucket, key }) => {
    const object = storage.object(bucket, key);
    return { status: 200, headers: { ...describe(object), 'content-length': object.body.length } };
  },
  GetObject: (storage, { bucket, key, headers }) =>
    read(storage.object(bucket, key), headers.range),
  // Deleting what is not there succeeds: so S3 has it.
  DeleteObject: (storage, { bucket, key }) => {
    storage.bucket(bucket).delete(key);
    return { status: 204 };
  },
  DeleteObjects: (storage, { bucket, body }) => {
    const keys = [...body.toString().matchAll(/<Key>(.*?)<\/Key>/gs)].map(([, key = '']) =>
      unescape(key),
    );
    for (const key of keys) storage.bucket(bucket).delete(key);
    return xml({ DeleteResult: { Deleted: keys.map((Key) => ({ Key })) } });
  },

  CreateMultipartUpload: (storage, { bucket, key, headers }) => {
    const UploadId = storage.startUpload(bucket, key, keptHeaders(headers));
    return xml({ InitiateMultipartUploadResult: { Bucket: bucket, Key: key, UploadId } });
  },
  UploadPart: (storage, { query, body }) =>
    tagged(storage.putPart(query.get('uploadId') ?? '', Number(query.get('partNumber')), body)),
  ListParts: (storage, { query }) => {
    const parts = [...storage.upload(query.get('uploadId') ?? '').parts];
    const Part = parts.map(([PartNumber, { etag, body }]) => ({
      PartNumber,
      ETag: `"${etag}"`,
      Size: body.length,
    }));
    return xml({ ListPartsResult: { IsTruncated: false, Part } });
  },
  ListMultipartUploads: (storage, { bucket }) => {
    storage.bucket(bucket);
    const open = [...storage.uploads].filter(([, upload]) => upload.bucket === bucket);
    const Upload = open.map(([UploadId, { key }]) => ({ Key: key, UploadId }));
    return xml({ ListMultipartUploadsResult: { Bucket: bucket, IsTruncated: false, Upload } });
  },
  CompleteMultipartUpload: (storage, { bucket, key, query }) => {
    const { etag } = storage.finishUpload(query.get('uploadId') ?? '');
    return xml({
      CompleteMultipartUploadResult: {
        Location: `/${bucket}/${key}`,
        Bucket: bucket,
        Key: key,
        ETag: `"${etag}"`,
      },
    });
  },
  AbortMultipartUpload: (storage, { query }) => {
    storage.upload(query.get('uploadId') ?? '');
    storage.uploads.delete(query.get('uploadId') ?? '');
    return { status: 204 };
  },
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;

/** What a request asks for, by its method and by the parameter that says what of the thing is meant. */
export function operationOf(
  method: string,
  { key, query }: Pick<S3Request, 'key' | 'query'>,
): OperationName {
  const aspect = ['location', 'uploads', 'uploadId', 'delete', 'list-type'].find((name) =>
    query.has(name),
  );
  const name = OPERATION_NAMES[`${method} ${key ? 'object' : 'bucket'} ${aspect ?? ''}`.trim()];
  if (!name)
    throw new S3Refusal(501, 'NotImplemented', 'This server does not know this operation.');
  return name;
}

const OPERATION_NAMES: Readonly<Record<string, OperationName>> = {
  'HEAD bucket': 'HeadBucket',
  'PUT bucket': 'CreateBucket',
  'DELETE bucket': 'DeleteBucket',
  'GET bucket location': 'GetBucketLocation',
  'GET bucket list-type': 'ListObjectsV2',
  'GET bucket uploads': 'ListMultipartUploads',
  'POST bucket delete': 'DeleteObjects',
  'PUT object': 'PutObject',
  'HEAD object': 'HeadObject',
  'GET object': 'GetObject',
  'DELETE object': 'DeleteObject',
  'POST object uploads': 'CreateMultipartUpload',
  'PUT object uploadId': 'UploadPart',
  'GET object uploadId': 'ListParts',
  'POST object uploadId': 'CompleteMultipartUpload',
  'DELETE object uploadId': 'AbortMultipartUpload',
};

const KEYS_A_PAGE = 1000;

function list(
  objects: Map<string, StoredObject>,
  bucket: string,
  query: URLSearchParams,
): S3Answer {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const pageSize = Math.min(Number(query.get('max-keys') || KEYS_A_PAGE), KEYS_A_PAGE);
  const delimiter = query.get('delimiter') ?? '';

  const rest = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = rest.slice(0, pageSize);
  const folderOf = (key: string) => {
    const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    return end < 0 ? undefined : key.slice(0, end + delimiter.length);
  };
  const folders = new Set(page.map(folderOf).filter((folder) => folder !== undefined));

  return xml({
    ListBucketResult: {
      Name: bucket,
      Prefix: prefix,
      IsTruncated: page.length < rest.length,
      NextContinuationToken: page.length < rest.length ? page.at(-1) : undefined,
      Contents: page.filter((key) => !folderOf(key)).map((key) => describeKey(key, objects)),
      CommonPrefixes: [...folders].map((folder) => ({ Prefix: folder })),
    },
  });
}

function describeKey(key: string, objects: Map<string, StoredObject>): Xml {
  const object = objects.get(key);
  return {
    Key: key,
    LastModified: object?.modifiedAt.toISOString(),
    ETag: `"${object?.etag}"`,
    Size: object?.body.length,
  };
}

function read(object: StoredObject, range: string | undefined): S3Answer {
  const { body } = object;
  if (!range) return { status: 200, headers: describe(object), body };

  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  const start = first ? Number(first) : Math.max(0, body.length - Number(last));
  const end = first && last ? Math.min(Number(last), body.length - 1) : body.length - 1;
  if (!(first || last) || start > end) {
    throw new S3Refusal(416, 'InvalidRange', 'The requested range is not satisfiable');
  }
  return {
    status: 206,
    headers: { ...describe(object), 'content-range': `bytes ${start}-${end}/${body.length}` },
    body: body.subarray(start, end + 1),
  };
}

const describe = ({ etag, modifiedAt, headers }: StoredObject) => ({
  ...headers,
  etag: `"${etag}"`,
  'last-modified': modifiedAt.toUTCString(),
  'accept-ranges': 'bytes',
});

function keptHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name]) => name === 'content-type' || name.startsWith('x-amz-meta-'),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

const tagged = ({ etag }: StoredObject): S3Answer => ({
  status: 200,
  headers: { etag: `"${etag}"` },
});

const xml = (value: Parameters<typeof toXml>[0]): S3Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: toXml(value),
});

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
};
const unescape = (text: string) => text.replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity);
