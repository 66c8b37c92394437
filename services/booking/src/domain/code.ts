import { randomFillSync } from 'node:crypto';
import { crockford } from '@karcis/contracts';

const codeLength = 12;
const pool = Buffer.alloc(codeLength * 256);
let used = pool.length;

/** A booking's public code: 12 random Crockford base32 characters, 60 bits, never guessed from another. */
export function makeCode(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  let code = '';
  for (const byte of pool.subarray(used, (used += codeLength))) code += crockford[byte & 31];
  return code;
}
