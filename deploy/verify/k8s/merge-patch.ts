type Fields = Readonly<Record<string, unknown>>;

/** By what the elements of a list are the same, as Kubernetes' types say (`patchMergeKey`). Lists of plain values are replaced. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  topologySpreadConstraints: 'topologyKey',
};

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A strategic merge patch. `null` takes a field away. Throws for directives and for lists whose key is not known here. */
export function mergePatch(target: Fields, patch: Fields): Fields {
  const merged: Record<string, unknown> = { ...target };
  for (const [field, value] of Object.entries(patch)) {
    if (field.startsWith('$')) throw new Error(`${field}: a directive that is not understood here`);
    const old = target[field];
    if (value === null) delete merged[field];
    else if (isFields(value)) merged[field] = mergePatch(isFields(old) ? old : {}, value);
    else if (Array.isArray(value) && value.some(isFields))
      merged[field] = mergeList(field, Array.isArray(old) ? old : [], value);
    else merged[field] = value;
  }
  return merged;
}

function mergeList(field: string, old: readonly unknown[], patch: readonly unknown[]): unknown[] {
  const key = MERGE_KEYS[field];
  if (!key) throw new Error(`${field}: its elements have no known merge key`);
  const merged = [...old] as Fields[];
  for (const element of patch as readonly Fields[]) {
    const at = merged.findIndex((each) => each[key] === element[key]);
    if (at < 0) merged.push(mergePatch({}, element));
    else merged[at] = mergePatch(merged[at] ?? {}, element);
  }
  return merged;
}
