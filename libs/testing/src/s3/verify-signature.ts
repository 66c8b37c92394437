import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { S3Refusal } from './refusal.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html */
const ALGORITHM = 'AWS4-HMAC-SHA256';
const SKEW_MS_MAX = 15 * 60_000;
const PRESIGNED_SECONDS_MAX = 7 * 24 * 3600;

export type Keys = {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
};

export type SignedRequest = {
  readonly method: string;
  /** As sent, with its query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
};

export type VerifiedSignature = {
  /** What the request says its body hashes to, or how it is sent. */
  readonly payload: string;
  readonly signature: string;
  /** Instant and scope, as they stand in every string to sign. */
  readonly stamp: string;
  readonly signingKey: Buffer;
};

type Claim = {
  readonly credential: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly date: string;
  readonly payload: string;
  /** Of a presigned URL. */
  readonly expiresSeconds?: number;
};

/**
 * Checks AWS Signature Version 4, in the Authorization header or in a presigned URL.
 * @throws S3Refusal for whatever S3 refuses: no signature, another key or secret, a changed request, a wrong time.
 */
export function verifySignature(request: SignedRequest, keys: Keys, now: Date): VerifiedSignature {
  const url = new URL(request.url, 'http://s3');
  const claim = url.searchParams.has('X-Amz-Signature')
    ? claimOfUrl(url.searchParams)
    : claimOfHeaders(request.headers);

  const scope = checkCredential(claim, keys);
  checkTime(claim, now);
  checkSignedHeaders(claim, request.headers);

  const stamp = `${claim.date}\n${scope}`;
  const canonical = canonicalRequest(request, url, claim);
  const signingKey = deriveKey(keys.secretKey, scope);
  const expected = sign(signingKey, `${ALGORITHM}\n${stamp}\n${sha256(canonical)}`);
  if (!isSame(expected, claim.signature)) {
    throw new S3Refusal(403, 'SignatureDoesNotMatch', 'The signature is not that of this request.');
  }
  return { payload: claim.payload, signature: claim.signature, stamp, signingKey };
}

function claimOfHeaders(headers: IncomingHttpHeaders): Claim {
  const { authorization } = headers;
  if (!authorization) throw new S3Refusal(403, 'AccessDenied', 'The request is not signed.');

  const [, credential, signedHeaders, signature] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? [];
  const payload = headers['x-amz-content-sha256'];
  const date = headers['x-amz-date'];
  if (!credential || !signedHeaders || !signature || !isText(payload) || !isText(date)) {
    throw new S3Refusal(400, 'AuthorizationHeaderMalformed', 'The authorization is incomplete.');
  }
  return { credential, signedHeaders: signedHeaders.split(';'), signature, date, payload };
}

function claimOfUrl(query: URLSearchParams): Claim {
  const get = (name: string) => query.get(`X-Amz-${name}`) ?? '';
  const expiresSeconds = Number(get('Expires'));
  if (
    get('Algorithm') !== ALGORITHM ||
    !(expiresSeconds >= 1 && expiresSeconds <= PRESIGNED_SECONDS_MAX)
  ) {
    throw new S3Refusal(
      400,
      'AuthorizationQueryParametersError',
      'The signature in the URL is incomplete.',
    );
  }
  return {
    credential: get('Credential'),
    signedHeaders: get('SignedHeaders').split(';'),
    signature: get('Signature'),
    date: get('Date'),
    payload: 'UNSIGNED-PAYLOAD',
    expiresSeconds,
  };
}

/** The scope the key is derived for: day/region/s3/aws4_request. */
function checkCredential({ credential, date }: Claim, { accessKey, region }: Keys): string {
  const [claimedKey, ...scope] = credential.split('/');
  if (claimedKey !== accessKey) {
    throw new S3Refusal(403, 'InvalidAccessKeyId', 'This access key does not exist.');
  }
  if (scope.join('/') !== `${date.slice(0, 8)}/${region}/s3/aws4_request`) {
    throw new S3Refusal(400, 'AuthorizationHeaderMalformed', `The scope is not that of ${region}.`);
  }
  return scope.join('/');
}

function checkTime({ date, expiresSeconds }: Claim, now: Date): void {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)$/.exec(
    date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6'),
  ) ?? ['', '', ''];
  const ageMs = now.getTime() - Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(ageMs)) throw new S3Refusal(403, 'AccessDenied', 'The date cannot be read.');

  const ageMsMax = expiresSeconds === undefined ? SKEW_MS_MAX : expiresSeconds * 1000;
  if (ageMs >= -SKEW_MS_MAX && ageMs <= ageMsMax) return;
  if (expiresSeconds === undefined) {
    throw new S3Refusal(403, 'RequestTimeTooSkewed', 'The clocks are too far apart.');
  }
  throw new S3Refusal(403, 'AccessDenied', 'Request has expired');
}

/** Whatever S3 acts upon has to be signed: the host and every x-amz- header. */
function checkSignedHeaders({ signedHeaders }: Claim, headers: IncomingHttpHeaders): void {
  const needed = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  if (needed.every((name) => signedHeaders.includes(name))) return;
  throw new S3Refusal(
    403,
    'AccessDenied',
    'There were headers present in the request which were not signed',
  );
}

function canonicalRequest({ method, headers }: SignedRequest, url: URL, claim: Claim): string {
  const query = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort();
  return [
    method,
    url.pathname.split('/').map(decodeURIComponent).map(encode).join('/'),
    query.join('&'),
    ...claim.signedHeaders.map(
      (name) =>
        `${name}:${String(headers[name] ?? '')
          .trim()
          .replace(/ +/g, ' ')}`,
    ),
    '',
    claim.signedHeaders.join(';'),
    claim.payload,
  ].join('\n');
}

function deriveKey(secretKey: string, scope: string): Buffer {
  return scope
    .split('/')
    .reduce((key, part) => hmac(key, part), Buffer.from(`AWS4${secretKey}`) as Buffer);
}

const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
export const sign = (key: Buffer, text: string) => hmac(key, text).toString('hex');
export const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');

export function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** RFC 3986, which encodes more than encodeURIComponent does. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
