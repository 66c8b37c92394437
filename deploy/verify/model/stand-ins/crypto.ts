import * as crypto from 'node:crypto';
import { currentLife } from '../life.ts';

/** Stands in for what is random in node:crypto; the rest is the module's own. */
export * from 'node:crypto';

export function randomBytes(size: number): Buffer {
  return randomFillSync(Buffer.alloc(size));
}

export function randomFillSync<T extends Uint8Array>(buffer: T): T {
  const life = currentLife();
  if (!life) return crypto.randomFillSync(buffer);
  for (let index = 0; index < buffer.length; index++) buffer[index] = life.random.whole(0, 255);
  return buffer;
}

export function randomUUID(): string {
  const bytes = randomBytes(16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
