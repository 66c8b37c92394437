import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type OperationName, operationOf, operations, type S3Answer } from './operations.ts';
import { readBody } from './read-body.ts';
import { S3Refusal } from './refusal.ts';
import { Storage, type StoredObject } from './storage.ts';
import { type Keys, verifySignature } from './verify-signature.ts';
import { toXml } from './xml.ts';

export type S3ServerOptions = Partial<Keys> & {
  /** Made at the start. */
  readonly buckets?: readonly string[];
  readonly now?: () => Date;
};

export type S3Server = Keys & {
  readonly url: string;
  readonly port: number;
  /** What was asked for and allowed, oldest first. */
  readonly done: readonly OperationName[];
  /** Keys and objects of a bucket. */
  objects(bucket: string): ReadonlyMap<string, StoredObject>;
  /** While true, every request is answered with 503. */
  setFailing(isFailing: boolean): void;
  stop(): Promise<void>;
};

/**
 * A small S3 server in memory, path style, which refuses whatever is not correctly signed: right behaviour of a
 * client towards it says that the client signs correctly too.
 */
export async function startS3Server(options: S3ServerOptions = {}): Promise<S3Server> {
  const { accessKey = 'test-access', secretKey = 'test-secret', region = 'us-east-1' } = options;
  const { buckets = [], now = () => new Date() } = options;
  const keys = { accessKey, secretKey, region };
  const storage = new Storage();
  const done: OperationName[] = [];
  let isFailing = false;
  for (const bucket of buckets) storage.makeBucket(bucket);

  const server = createServer((req, res) => {
    void answer(req).then((result) => send(req, res, result));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    ...keys,
    url: `http://127.0.0.1:${port}`,
    port,
    done,
    objects: (bucket) => storage.bucket(bucket),
    setFailing(value) {
      isFailing = value;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };

  async function answer(req: IncomingMessage): Promise<S3Answer> {
    try {
      return await perform(req);
    } catch (error) {
      if (error instanceof S3Refusal) return refuse(error);
      return refuse(new S3Refusal(500, 'InternalError', String(error)));
    }
  }

  async function perform(req: IncomingMessage): Promise<S3Answer> {
    const { method = '', url = '', headers } = req;
    if (isFailing) throw new S3Refusal(503, 'SlowDown', 'Please reduce your request rate.');
    const verified = verifySignature({ method, url, headers }, keys, now());

    const { pathname, searchParams: query } = new URL(url, 'http://s3');
    const [, bucket = '', ...key] = pathname.split('/').map(decodeURIComponent);
    const target = { bucket, key: key.join('/'), query };
    const name = operationOf(method, target);
    const body = await readBody(req, verified);

    const result = operations[name](storage, { ...target, headers, body }, region);
    done.push(name);
    return result;
  }
}

const refuse = ({ status, code, message }: S3Refusal): S3Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: toXml({ Error: { Code: code, Message: message } }),
});

function send(
  req: IncomingMessage,
  res: ServerResponse,
  { status, headers, body = '' }: S3Answer,
): void {
  // What is left of a refused body is thrown away, so that the client gets to read why.
  req.resume();
  res.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  res.end(req.method === 'HEAD' ? undefined : body);
}
