import { describe, expect, it } from '@jest/globals';
import { verifySignature } from './verify-signature.ts';

/** The examples that AWS publishes with the specification. */
const keys = {
  accessKey: 'AKIAIOSFODNN7EXAMPLE',
  secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};
const at = new Date('2013-05-24T00:00:00Z');
const host = 'examplebucket.s3.amazonaws.com';
const hashOfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const listing = {
  method: 'GET',
  url: '/?max-keys=2&prefix=J',
  headers: {
    host,
    'x-amz-date': '20130524T000000Z',
    'x-amz-content-sha256': hashOfNothing,
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,' +
      'SignedHeaders=host;x-amz-content-sha256;x-amz-date,' +
      'Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
};

const presigned = {
  method: 'GET',
  url:
    '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256' +
    '&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
    '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
    '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  headers: { host },
};

const later = (seconds: number) => new Date(at.getTime() + seconds * 1000);

describe('a signature in the Authorization header', () => {
  it('is accepted as AWS computes it', () => {
    expect(verifySignature(listing, keys, at).payload).toBe(hashOfNothing);
  });

  it.each([
    ['another method', { ...listing, method: 'PUT' }],
    ['another path', { ...listing, url: '/other?max-keys=2&prefix=J' }],
    ['another query', { ...listing, url: '/?max-keys=3&prefix=J' }],
    ['another host', { ...listing, headers: { ...listing.headers, host: 'elsewhere' } }],
    ['another body', { ...listing, headers: { ...listing.headers, 'x-amz-content-sha256': 'e4' } }],
  ])('is refused for %s', (_what, request) => {
    expect(() => verifySignature(request, keys, at)).toThrow('not that of this request');
  });

  it('is refused with another secret, key or region', () => {
    expect(() => verifySignature(listing, { ...keys, secretKey: 'other' }, at)).toThrow(
      'not that of',
    );
    expect(() => verifySignature(listing, { ...keys, accessKey: 'other' }, at)).toThrow(
      'not exist',
    );
    expect(() => verifySignature(listing, { ...keys, region: 'eu-west-1' }, at)).toThrow('scope');
  });

  it('is refused when the clocks are more than 15 minutes apart', () => {
    expect(() => verifySignature(listing, keys, later(15 * 60))).not.toThrow();
    expect(() => verifySignature(listing, keys, later(15 * 60 + 1))).toThrow('too far apart');
    expect(() => verifySignature(listing, keys, later(-15 * 60 - 1))).toThrow('too far apart');
  });

  it('is refused when it is missing, cut short or does not cover an x-amz- header', () => {
    const { authorization, ...unsigned } = listing.headers;
    const short = { ...unsigned, authorization: authorization.slice(0, -1) };
    const more = { ...listing.headers, 'x-amz-acl': 'public-read' };

    expect(() => verifySignature({ ...listing, headers: unsigned }, keys, at)).toThrow(
      'not signed',
    );
    expect(() => verifySignature({ ...listing, headers: short }, keys, at)).toThrow('incomplete');
    expect(() => verifySignature({ ...listing, headers: more }, keys, at)).toThrow('not signed');
  });
});

describe('a presigned URL', () => {
  it('is accepted as AWS computes it, until it expires', () => {
    expect(() => verifySignature(presigned, keys, later(86_400))).not.toThrow();
    expect(() => verifySignature(presigned, keys, later(86_401))).toThrow('has expired');
  });

  it('is refused for another object, another time to live or with another secret', () => {
    const other = { ...presigned, url: presigned.url.replace('test', 'best') };
    const longer = { ...presigned, url: presigned.url.replace('86400', '86401') };

    expect(() => verifySignature(other, keys, at)).toThrow('not that of this request');
    expect(() => verifySignature(longer, keys, at)).toThrow('not that of this request');
    expect(() => verifySignature(presigned, { ...keys, secretKey: 'x' }, at)).toThrow(
      'not that of',
    );
  });

  it('is refused with a time to live of more than 7 days', () => {
    const longest = { ...presigned, url: presigned.url.replace('86400', '604801') };

    expect(() => verifySignature(longest, keys, at)).toThrow('incomplete');
  });
});
