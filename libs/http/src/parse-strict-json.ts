import { isUtf8 } from 'node:buffer';
import { ProblemError } from './problem.ts';

export type JsonLimits = {
  readonly maxBytes?: number;
  /** Objects and arrays inside one another. */
  readonly maxDepth?: number;
};

const BYTES_MAX = 65_536;
const DEPTH_MAX = 32;

/**
 * JSON that means one thing to every reader. Throws `malformed-request` for what is not JSON, duplicate
 * keys, `__proto__`, `constructor.prototype`, too much nesting, and strings with NUL or lone surrogates;
 * `payload-too-large` beyond `maxBytes`.
 */
export function parseStrictJson(
  body: Buffer | string,
  { maxBytes = BYTES_MAX, maxDepth = DEPTH_MAX }: JsonLimits = {},
): unknown {
  if (Buffer.byteLength(body) > maxBytes) throw new ProblemError('payload-too-large');

  const text = decode(body);
  const value = parse(text);
  const keys = countKeys(value, maxDepth);
  // JSON.parse keeps the last of equal keys, so the text then has more keys than the value.
  if (keys !== countKeysIn(text)) throw malformed();
  // Valid UTF-8 holds no lone surrogate and JSON no raw NUL: only an escape can bring them in.
  if (text.includes('\\u')) refuseUnstorable(value);
  return value;
}

function decode(body: Buffer | string): string {
  if (typeof body === 'string') {
    if (!body.isWellFormed()) throw malformed();
    return body;
  }
  if (!isUtf8(body)) throw malformed();
  return body.toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed();
  }
}

/** Keys of all objects in the value; refuses the ones that reach an object's prototype, and depth, on its way. */
function countKeys(value: unknown, depthLeft: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depthLeft === 0) throw malformed();

  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countKeys(item, depthLeft - 1);
    return count;
  }
  for (const key of Object.keys(value)) {
    const child = (value as Record<string, unknown>)[key];
    if (key === '__proto__' || (key === 'constructor' && hasPrototype(child))) throw malformed();
    count += 1 + countKeys(child, depthLeft - 1);
  }
  return count;
}

const hasPrototype = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');

const BACKSLASH = 92;
const COLON = 58;

/** Strings followed by a colon in a text that is known to be JSON. Jumps from quote to quote. */
function countKeysIn(text: string): number {
  let count = 0;
  for (let open = text.indexOf('"'); open !== -1;) {
    let close = text.indexOf('"', open + 1);
    while (isEscaped(text, close)) close = text.indexOf('"', close + 1);

    let after = close + 1;
    // The only characters below an exclamation mark that JSON allows here are its white space.
    while (text.charCodeAt(after) <= 32) after += 1;
    if (text.charCodeAt(after) === COLON) count += 1;
    open = text.indexOf('"', after);
  }
  return count;
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

/** Postgres stores neither NUL nor half of a surrogate pair. */
function refuseUnstorable(value: unknown): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed()) throw malformed();
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    refuseUnstorable(key);
    refuseUnstorable(child);
  }
}

const malformed = () => new ProblemError('malformed-request');
