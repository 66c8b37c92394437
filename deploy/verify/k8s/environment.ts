import { type Manifest, nameOf, type Pod } from './manifest.ts';

/** The variables of a pod's first container, with what ConfigMaps say of them. */
export const environmentOf = (manifests: readonly Manifest[], { spec }: Pod) =>
  Object.fromEntries(
    (spec.containers[0]?.env ?? []).map(({ name, value, valueFrom }) => {
      const { name: map = '', key = '' } = valueFrom?.configMapKeyRef ?? {};
      return [name, value ?? configValue(manifests, map, key)];
    }),
  ) as Readonly<Record<string, string | undefined>>;

/** The files that secrets are mounted as, with their full paths. */
export function secretFilesOf({ spec }: Pod): ReadonlySet<string> {
  const mounts = spec.containers[0]?.volumeMounts ?? [];
  const files = (spec.volumes ?? []).flatMap(({ name, projected }) => {
    const folder = mounts.find((mount) => mount.name === name)?.mountPath;
    const items = (projected?.sources ?? []).flatMap(({ secret }) => secret?.items ?? []);
    return folder ? items.map(({ path }) => `${folder}/${path}`) : [];
  });
  return new Set(files);
}

/** A value of a ConfigMap, or undefined. */
export function configValue(
  manifests: readonly Manifest[],
  name: string,
  key: string,
): string | undefined {
  const map = manifests.find((each) => nameOf(each) === `ConfigMap/${name}`);
  return (map?.['data'] as Record<string, string> | undefined)?.[key];
}
