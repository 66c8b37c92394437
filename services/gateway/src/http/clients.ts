import type { IncomingMessage } from 'node:http';
import { hashIp } from '@karcis/telemetry';
import { clientAddress, plainAddress, subscriberOf } from '../domain/client-address.ts';
import { isEqual } from '../domain/identity.ts';

/** Who asks, as far as an address tells. */
export type Client = {
  /** Goes on to web, never into a log. */
  readonly address: string;
  /** What limits count. */
  readonly subscriber: string;
  /** What the audit trail keeps. */
  readonly ipHash: string;
};

/** Pages rendered on the server call us for a browser: they give back the address that we gave them, and prove who they are. */
export const CLIENT_IP_HEADER = 'x-karcis-client-ip';
export const INTERNAL_SECRET_HEADER = 'x-internal-secret';

export type ClientsOptions = {
  readonly trustedProxies: number;
  readonly internalSecret: string;
  readonly ipHashSecret: string;
};

const REMEMBERED_MAX = 10_000;

/** Reads the client of a request. Hashing costs more than looking up, and clients come back. */
export function createClients(options: ClientsOptions): (req: IncomingMessage) => Client {
  const { trustedProxies, internalSecret, ipHashSecret } = options;
  const known = new Map<string, Client>();

  function addressOf({ headers, socket }: IncomingMessage): string {
    const told = headers[CLIENT_IP_HEADER];
    if (told && isEqual(internalSecret, String(headers[INTERNAL_SECRET_HEADER] ?? ''))) {
      const address = plainAddress(String(told));
      if (address) return address;
    }
    const forwardedFor = headers['x-forwarded-for'];
    return clientAddress(socket.remoteAddress ?? '', forwardedFor as string, trustedProxies);
  }

  return (req) => {
    const address = addressOf(req);
    const remembered = known.get(address);
    if (remembered) return remembered;

    const client: Client = {
      address,
      subscriber: subscriberOf(address),
      ipHash: hashIp(ipHashSecret, address),
    };
    if (known.size >= REMEMBERED_MAX) known.clear();
    known.set(address, client);
    return client;
  };
}
