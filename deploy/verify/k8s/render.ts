import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type ConfigMap, generatedData, withHashes } from './config-maps.ts';
import { type Kustomization, readInside, readKustomization } from './kustomization.ts';
import { type Manifest, nameOf, readManifests } from './manifest.ts';
import { mergePatch } from './merge-patch.ts';

type Rendered = { readonly manifests: Manifest[]; readonly generated: Set<string> };

/**
 * What `kubectl kustomize <folder>` would print, for the part of kustomize that deploy/k8s uses. Throws for anything else, for a patch
 * that fits nothing, and for two manifests of one name.
 */
export async function render(folder: string): Promise<Manifest[]> {
  const { manifests, generated } = await renderFolder(path.resolve(folder));
  return withHashes(manifests, generated);
}

async function renderFolder(folder: string): Promise<Rendered> {
  const kustomization = await readKustomization(folder);
  const rendered: Rendered = { manifests: [], generated: new Set() };
  for (const resource of kustomization.resources) await addResource(rendered, folder, resource);
  const generated = await generate(rendered, folder, kustomization);
  refuseTwins(generated.manifests);
  const patched = await applyPatches(generated.manifests, folder, kustomization);
  return { ...generated, manifests: patched.map((each) => transform(each, kustomization)) };
}

async function addResource(to: Rendered, folder: string, resource: string): Promise<void> {
  const at = path.join(folder, resource);
  if ((await stat(at)).isDirectory()) {
    const inner = await renderFolder(at);
    to.manifests.push(...inner.manifests);
    for (const name of inner.generated) to.generated.add(name);
  } else {
    to.manifests.push(...readManifests(await readInside(folder, resource), resource));
  }
}

async function generate(
  { manifests, generated }: Rendered,
  folder: string,
  { configMapGenerator }: Kustomization,
): Promise<Rendered> {
  let all = manifests;
  for (const generator of configMapGenerator) {
    const { name, behavior } = generator;
    const data = await generatedData(folder, generator);
    if (behavior === 'create') {
      all = [...all, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data }];
      generated.add(name);
    } else {
      if (!generated.has(name)) throw new Error(`${name}: no generated ConfigMap to merge with`);
      all = all.map((each) =>
        nameOf(each) === `ConfigMap/${name}`
          ? { ...each, data: { ...(each as ConfigMap).data, ...data } }
          : each,
      );
    }
  }
  return { manifests: all, generated };
}

function refuseTwins(manifests: readonly Manifest[]): void {
  const names = manifests.map(nameOf);
  const twin = names.find((name, at) => names.indexOf(name) !== at);
  if (twin) throw new Error(`${twin} is there twice`);
}

async function applyPatches(
  manifests: Manifest[],
  folder: string,
  { patches }: Kustomization,
): Promise<Manifest[]> {
  let all = manifests;
  for (const { path: file, target } of patches) {
    const [patch, ...more] = readManifests(await readInside(folder, file), file);
    if (!patch || more.length > 0) throw new Error(`${file}: one patch a file`);
    const fits = (each: Manifest) =>
      target ? each.kind === target.kind : nameOf(each) === nameOf(patch);
    if (!all.some(fits)) throw new Error(`${file} fits nothing`);
    if (patch['$patch'] === 'delete') {
      all = all.filter((each) => !fits(each));
      continue;
    }
    const { name: _name, ...metadata } = patch.metadata;
    all = all.map((each) =>
      fits(each) ? (mergePatch(each, { ...patch, metadata }) as Manifest) : each,
    );
  }
  return all;
}

function transform(manifest: Manifest, { namespace, labels, images }: Kustomization): Manifest {
  let changed = manifest;
  if (namespace && manifest.kind !== 'Namespace')
    changed = mergePatch(changed, { metadata: { namespace } }) as Manifest;
  const hasTemplate = Boolean((manifest as { spec?: { template?: unknown } }).spec?.template);
  for (const { pairs, includeTemplates } of labels) {
    const metadata = { labels: pairs };
    changed = mergePatch(changed, { metadata }) as Manifest;
    if (includeTemplates && hasTemplate)
      changed = mergePatch(changed, { spec: { template: { metadata } } }) as Manifest;
  }
  return withTags(changed, images) as Manifest;
}

/** Gives images their tags, wherever a container stands. */
function withTags(value: unknown, images: Kustomization['images']): unknown {
  if (Array.isArray(value)) return value.map((each) => withTags(each, images));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => {
      const image = field === 'image' ? images.find(({ name }) => name === inner) : undefined;
      return [field, image ? `${image.name}:${image.newTag}` : withTags(inner, images)];
    }),
  );
}
