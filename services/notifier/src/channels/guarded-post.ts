import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';
import { SendFailure } from './channel.ts';
import { isPublicAddress } from './public-address.ts';

export type PostRules = {
  /** Plain http too. */
  readonly allowInsecure: boolean;
  /** Addresses of our own networks too: for tests and the embedded stack. */
  readonly allowPrivate: boolean;
  /** From the first byte out to the last byte in. */
  readonly timeoutMs: number;
  /** All addresses of a host name; the system's resolver unless a test says otherwise. */
  readonly resolve?: (hostname: string) => Promise<readonly LookupAddress[]>;
};

export type GuardedPost = {
  /** The status of the answer. Follows no redirect; rejects with SendFailure when there is no answer or no way to it. */
  post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<number>;
  /** Whether this URL may be posted to, as far as can be known before it is. */
  isAllowed(url: string): Promise<boolean>;
  close(): Promise<void>;
};

/** What of an answer is read, so that the connection can be used again. Nobody looks at it. */
const ANSWER_BYTES_MAX = 16_384;
const CONNECTIONS_PER_HOST = 4;

class AddressNotAllowed extends Error {
  override readonly name = 'AddressNotAllowed';
}

const resolveAll = promisify(lookUp);

/**
 * Posts to addresses that strangers chose without letting them reach our own network. The name is resolved once, by the
 * connection itself, and the very addresses that were checked are the ones connected to: a name that answers
 * differently the second time (DNS rebinding) gains nothing.
 */
export function createGuardedPost(rules: PostRules): GuardedPost {
  const { resolve = (hostname) => resolveAll(hostname, { all: true }) } = rules;

  async function addressesOf(hostname: string): Promise<readonly LookupAddress[]> {
    const addresses = await resolve(hostname);
    if (!addresses.every(({ address }) => isReachable(address))) throw new AddressNotAllowed();
    return addresses;
  }

  const isReachable = (address: string) => rules.allowPrivate || isPublicAddress(address);

  const lookup: LookupFunction = (hostname, options, done) => {
    addressesOf(hostname).then(
      (addresses) => {
        if (options.all) return done(null, [...addresses]);
        const [first] = addresses;
        if (!first) return done(new Error('no address'), '');
        done(null, first.address, first.family);
      },
      (error: Error) => done(error, ''),
    );
  };

  const agent = new Agent({
    connect: { lookup, timeout: rules.timeoutMs },
    connections: CONNECTIONS_PER_HOST,
    allowH2: false,
  });

  /** All that can be said without asking anybody. `URL` has already turned `0x7f.1` and `2130706433` into 127.0.0.1. */
  function isWellFormed({ protocol, username, password, hostname }: URL): boolean {
    if (protocol !== 'https:' && !(protocol === 'http:' && rules.allowInsecure)) return false;
    // They would stand in lists and logs.
    if (username || password) return false;

    // A literal address is connected to without any look-up.
    const literal = hostname.replace(/^\[|\]$/g, '');
    return isIP(literal) === 0 || isReachable(literal);
  }

  return {
    async post(url, headers, body) {
      const target = new URL(url);
      if (!isWellFormed(target)) throw notAllowed();

      const signal = AbortSignal.timeout(rules.timeoutMs);
      try {
        const response = await request(target, {
          method: 'POST',
          headers,
          body,
          signal,
          dispatcher: agent,
        });
        // Not awaited: whether it was taken is known by now.
        response.body.dump({ limit: ANSWER_BYTES_MAX, signal }).catch(() => undefined);
        return response.statusCode;
      } catch (error) {
        throw toSendFailure(error, rules.timeoutMs);
      }
    },

    async isAllowed(url) {
      if (!URL.canParse(url)) return false;
      const target = new URL(url);
      if (!isWellFormed(target)) return false;
      if (isIP(target.hostname.replace(/^\[|\]$/g, '')) !== 0) return true;

      return addressesOf(target.hostname).then(
        () => true,
        // A name that cannot be resolved now may be tomorrow, and is checked again whenever it is used.
        (error: unknown) => !(error instanceof AddressNotAllowed),
      );
    },

    close: () => agent.destroy(),
  };
}

const notAllowed = () => new SendFailure('address not allowed', { isOutage: true });

function toSendFailure(error: unknown, timeoutMs: number): SendFailure {
  if (error instanceof AddressNotAllowed) return notAllowed();

  const { name, code } = error as { name?: string; code?: string };
  const isTimeout = name === 'TimeoutError' || code === 'UND_ERR_CONNECT_TIMEOUT';
  const reason = isTimeout ? `no answer within ${timeoutMs} ms` : `no answer (${code ?? name})`;
  return new SendFailure(reason, { isOutage: true });
}
