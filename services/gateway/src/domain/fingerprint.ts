import { hash } from 'node:crypto';

/** What a request asked for, whatever the order of its keys: SHA-256 of method, path and canonical body, hex. */
export const fingerprintOfJson = (method: string, path: string, body: unknown) =>
  hash('sha256', `${method} ${path}\n${canonicalJson(body)}`);

export type HashedPart = { readonly name: string; readonly sha256: string };

/** The same for multipart: part names and what is in them. The boundary, and so the bytes on the wire, differ each time. */
export function fingerprintOfParts(method: string, path: string, parts: readonly HashedPart[]) {
  const lines = parts.map(({ name, sha256 }) => `${JSON.stringify(name)} ${sha256}`).toSorted();
  return hash('sha256', [`${method} ${path}`, ...lines].join('\n'));
}

/** JSON with the keys of each object in order. Its depth is bounded by whoever parsed it. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;

  const object = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of Object.keys(object).sort()) {
    text += `${text && ','}${JSON.stringify(key)}:${canonicalJson(object[key])}`;
  }
  return `{${text}}`;
}
