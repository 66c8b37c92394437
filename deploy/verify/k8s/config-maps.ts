import { createHash } from 'node:crypto';
import path from 'node:path';
import { type Kustomization, readInside } from './kustomization.ts';
import type { Manifest } from './manifest.ts';

export type ConfigMap = Manifest & { readonly data: Readonly<Record<string, string>> };

/** The data of one generator. */
export async function generatedData(
  folder: string,
  { literals, files }: Kustomization['configMapGenerator'][number],
): Promise<ConfigMap['data']> {
  const ofLiterals = literals.map((literal) => {
    const at = literal.indexOf('=');
    if (at < 1) throw new Error(`${literal}: a literal is NAME=value`);
    return [literal.slice(0, at), literal.slice(at + 1)];
  });
  const ofFiles = files.map(async (name) => [path.basename(name), await readInside(folder, name)]);
  return Object.fromEntries([...ofLiterals, ...(await Promise.all(ofFiles))]) as ConfigMap['data'];
}

/** Ends generated names with a hash of their data, everywhere they are named. kustomize's own hash is spelled differently. */
export function withHashes(
  manifests: readonly Manifest[],
  generated: ReadonlySet<string>,
): Manifest[] {
  const names = new Map(
    manifests
      .filter(({ kind, metadata }) => kind === 'ConfigMap' && generated.has(metadata.name))
      .map(({ metadata, ...rest }) => [metadata.name, `${metadata.name}-${hashOf(rest['data'])}`]),
  );
  return manifests.map((manifest) => {
    const renamed = rename(manifest, names) as Manifest;
    const name = manifest.kind === 'ConfigMap' ? names.get(manifest.metadata.name) : undefined;
    return name ? { ...renamed, metadata: { ...renamed.metadata, name } } : renamed;
  });
}

const hashOf = (data: unknown) =>
  createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 10);

const REFERENCES = new Set(['configMap', 'configMapKeyRef', 'configMapRef']);

function rename(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((each) => rename(each, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => {
      if (!REFERENCES.has(field)) return [field, rename(inner, names)];
      const reference = inner as { name: string };
      return [field, { ...reference, name: names.get(reference.name) ?? reference.name }];
    }),
  );
}
