import { createHmac } from 'node:crypto';

const HEX_LENGTH = 16;
const IPV4_IN_IPV6 = '::ffff:';

/** Tells clients apart without knowing them: the first 16 hex digits of a keyed HMAC-SHA256 of the address. */
export function hashIp(secret: string, ip: string): string {
  const address = ip.startsWith(IPV4_IN_IPV6) ? ip.slice(IPV4_IN_IPV6.length) : ip;
  return createHmac('sha256', secret).update(address).digest('hex').slice(0, HEX_LENGTH);
}
