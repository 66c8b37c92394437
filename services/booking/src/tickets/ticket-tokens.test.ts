import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { TicketClaims } from '@karcis/contracts';
import { compactVerify, createLocalJWKSet } from 'jose';
import { signingKeys } from './signing-keys.ts';
import { createTicketTokens } from './ticket-tokens.ts';

const claims: TicketClaims = {
  sub: '00000000-0000-8000-a000-000000000001',
  item: '01997b7e-3c11-7000-8000-5d1c0a5f9b01',
  place: 2,
  iat: 1_764_000_000,
};

const aKey = () => generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
const read = (...keys: object[]) => signingKeys.parse(JSON.stringify({ keys }));
const problemsOf = (text: string) =>
  signingKeys.safeParse(text).error?.issues.map(({ message }) => message) ?? [];

describe('a ticket’s token', () => {
  it('is a JWS that anyone verifies with the public keys, and says nothing personal', async () => {
    const tokens = createTicketTokens(read(aKey()));
    const token = tokens.sign(claims);
    const { payload, protectedHeader } = await compactVerify(
      token,
      createLocalJWKSet(tokens.keySet),
    );
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(claims);
    expect(protectedHeader).toEqual({ alg: 'EdDSA', kid: tokens.keySet.keys[0]?.kid });
    expect(JSON.stringify(tokens.keySet)).not.toContain('"d"');
    // More would need a finer code than a scratched screen shows.
    expect(token.length).toBeLessThan(360);
  });

  it('stays valid when a new key signs, until the old one is taken away', async () => {
    const [old, next] = [aKey(), aKey()];
    const before = createTicketTokens(read(old));
    const during = createTicketTokens(read(next, old));
    const after = createTicketTokens(read(next));

    const token = before.sign(claims);
    expect(await during.verify(token)).toEqual(claims);
    expect(await after.verify(token)).toBe('foreign');

    const { d: _, ...publicOnly } = old;
    expect(await createTicketTokens(read(next, publicOnly)).verify(token)).toEqual(claims);
    expect(during.sign(claims)).toBe(after.sign(claims));
    // Replicas that do not sign with the next key yet verify it already.
    expect(await createTicketTokens(read(old, next)).verify(during.sign(claims))).toEqual(claims);
  });

  it('is refused when anything in it changed, or another algorithm is named', async () => {
    const key = aKey();
    const tokens = createTicketTokens(read(key));
    const [header = '', payload = '', signature = ''] = tokens.sign(claims).split('.');
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

    const other = encode({ ...claims, place: 3 });
    expect(await tokens.verify(`${header}.${other}.${signature}`)).toBe('forged');
    const none = encode({ alg: 'none', kid: tokens.keySet.keys[0]?.kid });
    expect(await tokens.verify(`${none}.${payload}.`)).toBe('forged');
    const hmac = encode({ alg: 'HS256', kid: tokens.keySet.keys[0]?.kid });
    expect(await tokens.verify(`${hmac}.${payload}.${signature}`)).toBe('forged');
    expect(await tokens.verify('K7QM-2XVD-9HTA')).toBe('unreadable');

    const { privateKey } = generateKeyPairSync('ed25519');
    const forged = sign(null, Buffer.from(`${header}.${payload}`), privateKey);
    expect(await tokens.verify(`${header}.${payload}.${forged.toString('base64url')}`)).toBe(
      'forged',
    );
    expect(await createTicketTokens(read(aKey())).verify(`${header}.${payload}.${signature}`)).toBe(
      'foreign',
    );
  });

  it('of ours with other claims than a ticket’s is no ticket', async () => {
    const tokens = createTicketTokens(read(aKey()));
    const token = tokens.sign({ ...claims, admin: true } as TicketClaims);
    expect(await tokens.verify(token)).toBe('unreadable');
  });
});

describe('TICKET_SIGNING_KEYS', () => {
  it('is refused in words when it cannot sign', () => {
    const { d: _, ...publicOnly } = aKey();
    expect(problemsOf('{')).toEqual(['is no JSON']);
    expect(problemsOf(JSON.stringify({ keys: [] }))).toHaveLength(1);
    expect(problemsOf(JSON.stringify({ keys: [publicOnly] }))).toEqual([
      'the first key signs: it needs its d',
    ]);
    const twice = [
      { ...aKey(), kid: 'a' },
      { ...aKey(), kid: 'a' },
    ];
    expect(problemsOf(JSON.stringify({ keys: twice }))).toEqual([
      'each key needs a kid of its own',
    ]);
  });

  it('names a key by its thumbprint where it has no name', () => {
    // RFC 8037, appendix A.3.
    const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
    const d = 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A';
    const [key] = read({ kty: 'OKP', crv: 'Ed25519', x, d });
    expect('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'.startsWith(key?.kid ?? '-')).toBe(true);
  });
});
