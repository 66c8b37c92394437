import { isIP } from 'node:net';

/**
 * Who asks, when `trustedProxies` proxies stand before us. Each appends the address it sees to
 * X-Forwarded-For, so only that many entries from the right are facts; all before them is the client's own text.
 */
export function clientAddress(
  socketAddress: string,
  forwardedFor: string | undefined,
  trustedProxies: number,
): string {
  let address = plainAddress(socketAddress) ?? socketAddress;
  if (trustedProxies === 0 || !forwardedFor) return address;

  const hops = forwardedFor.split(',');
  for (let believed = 0; believed < trustedProxies; believed++) {
    const next = plainAddress(hops.pop()?.trim() ?? '');
    if (!next) break;
    address = next;
  }
  return address;
}

/** The address without port, brackets, zone, or IPv4's disguise as IPv6; undefined if it is none. */
export function plainAddress(text: string): string | undefined {
  const bare = (/^\[(.*)\](?::\d+)?$/.exec(text)?.[1] ?? text).split('%', 1)[0] ?? '';
  const ipv4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/i.exec(bare)?.[1];
  const address = ipv4 ?? bare;
  return isIP(address) === 0 ? undefined : address.toLowerCase();
}

const PREFIX_GROUPS = 4;

/** What is counted as one client: an IPv4 address, or the /64 that an IPv6 subscriber may choose addresses from. */
export function subscriberOf(address: string): string {
  if (isIP(address) !== 6) return address;

  const [head = '', tail] = address.split('::', 2);
  const left = head.split(':').filter(Boolean);
  const right = tail?.split(':').filter(Boolean) ?? [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
  const prefix = groups.slice(0, PREFIX_GROUPS).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${prefix.join(':')}::/64`;
}
