import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const texts = z.array(z.string()).default([]);
const labels = z.record(z.string(), z.string());

/** As much of kustomize as deploy/k8s uses; any other field is refused. */
const Kustomization = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  namespace: z.string().optional(),
  resources: texts,
  labels: z
    .array(z.strictObject({ pairs: labels, includeTemplates: z.boolean().default(false) }))
    .default([]),
  images: z.array(z.strictObject({ name: z.string(), newTag: z.string() })).default([]),
  patches: z
    .array(
      z.strictObject({
        path: z.string(),
        target: z.strictObject({ kind: z.string() }).optional(),
      }),
    )
    .default([]),
  configMapGenerator: z
    .array(
      z.strictObject({
        name: z.string(),
        behavior: z.enum(['create', 'merge']).default('create'),
        literals: texts,
        files: texts,
      }),
    )
    .default([]),
});

export type Kustomization = z.infer<typeof Kustomization>;

/** Reads a folder's kustomization.yaml. Throws for a field that is not used here, naming it. */
export async function readKustomization(folder: string): Promise<Kustomization> {
  const file = path.join(folder, 'kustomization.yaml');
  const read = Kustomization.safeParse(parse(await readFile(file, 'utf8')));
  if (!read.success) throw new Error(`${file}: ${z.prettifyError(read.error)}`);
  return read.data;
}

/** A file's text. Throws when it is outside its kustomization's folder, as kustomize does. */
export async function readInside(folder: string, name: string): Promise<string> {
  if (path.relative(folder, path.join(folder, name)).startsWith('..'))
    throw new Error(`${name} is outside ${folder}`);
  return await readFile(path.join(folder, name), 'utf8');
}
