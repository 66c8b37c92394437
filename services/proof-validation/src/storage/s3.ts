import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { Client, S3Error } from 'minio';
import type { Storage } from './storage.ts';

export type S3Options = {
  /** Scheme, host and port; the bucket is named in the path. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** How long the server may say nothing at all. */
  readonly silenceMs?: number;
};

const SILENCE_MS = 20_000;

/** Keeps files in a bucket of any server that speaks S3. */
export function createS3Storage(options: S3Options): Storage {
  const { endpoint, bucket, region, accessKey, secretKey, silenceMs = SILENCE_MS } = options;
  const { protocol, hostname, port } = new URL(endpoint);
  const { Agent } = protocol === 'https:' ? https : http;
  const client = new Client({
    ...{ region, accessKey, secretKey },
    endPoint: hostname,
    ...(port && { port: Number(port) }),
    useSSL: protocol === 'https:',
    pathStyle: true,
    transportAgent: impatient(new Agent({ keepAlive: true, timeout: silenceMs })),
    // Whoever uploads tries again with the same key; whoever removes, in the next round.
    retryOptions: { disableRetry: true },
  });

  return {
    async put(key, path, mime) {
      const { size } = await stat(path);
      await client.putObject(bucket, key, createReadStream(path), size, { 'Content-Type': mime });
    },

    async get(key) {
      try {
        return await client.getObject(bucket, key);
      } catch (error) {
        if (hasCode(error, 'NoSuchKey', 'NotFound')) return undefined;
        throw error;
      }
    },

    remove: (key) => client.removeObject(bucket, key),

    async ready() {
      if (await client.bucketExists(bucket)) return;
      try {
        await client.makeBucket(bucket, region);
      } catch (error) {
        // Another replica was faster.
        if (!hasCode(error, 'BucketAlreadyOwnedByYou', 'BucketAlreadyExists')) throw error;
      }
    },
  };
}

const hasCode = (error: unknown, ...codes: string[]) =>
  error instanceof S3Error && codes.includes(error.code ?? '');

/** An agent only says that a connection is silent; the client would wait for ever. */
function impatient(agent: http.Agent): http.Agent {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (...args) => {
    const socket = connect(...args);
    socket?.once('timeout', () => socket.destroy(new Error('The S3 server does not answer')));
    return socket;
  };
  return agent;
}
