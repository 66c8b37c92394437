import type { Manifest } from './manifest.ts';
import { nameOf } from './manifest.ts';

/** ajv's validators of Kubernetes' OpenAPI, as kubernetes-models compiled them: one a type. */
type Validate = {
  (value: unknown): boolean;
  readonly errors?:
    | readonly {
        readonly instancePath: string;
        readonly keyword: string;
        readonly params: unknown;
      }[]
    | null;
};

/**
 * What Kubernetes' own schema has against a manifest: types, required fields, values of enumerations, and fields that it does not know.
 * OpenAPI lets unknown fields pass; the API server with `fieldValidation=Strict`, kubectl's default, does not. A validator looks at every
 * field that its schema has, so a field that it never looked at is none.
 */
export async function schemaProblems(manifest: Manifest): Promise<string[]> {
  if (/v\d+(alpha|beta)\d+$/.test(manifest.apiVersion))
    return [`${nameOf(manifest)}: ${manifest.apiVersion} may be gone with the next version`];
  const validate = await validatorOf(manifest);
  if (!validate) return [`${nameOf(manifest)}: ${manifest.apiVersion} has no such kind`];

  const seen = new Set<string>();
  const isValid = validate(watch(manifest, '', seen));
  const faults = isValid
    ? []
    : (validate.errors ?? []).map(
        ({ instancePath, keyword, params }) =>
          `${instancePath || '/'} breaks ${keyword} ${JSON.stringify(params)}`,
      );
  const strangers = pathsOf(manifest, '')
    .filter((path) => !seen.has(path) && seen.has(path.slice(0, path.lastIndexOf('/'))))
    .map((path) => `${path} is not a field`);
  return [...faults, ...strangers].map((problem) => `${nameOf(manifest)}: ${problem}`);
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

async function validatorOf({ apiVersion, kind }: Manifest): Promise<Validate | undefined> {
  const [version = '', group = 'core'] = apiVersion.split('/').reverse();
  const [name = ''] = group.split('.');
  const schema = `IoK8sApi${capital(name)}${capital(version)}${kind}`;
  try {
    const module = (await import(`kubernetes-models/_schemas/${schema}`)) as { validate: Validate };
    return module.validate;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** The value, writing down each path that somebody reads. */
function watch(value: unknown, path: string, seen: Set<string>): unknown {
  seen.add(path);
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get: (target, field) => {
      const inner: unknown = Reflect.get(target, field);
      return typeof field === 'string' ? watch(inner, `${path}/${field}`, seen) : inner;
    },
  });
}

const pathsOf = (value: unknown, path: string): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([field, inner]) => [
        `${path}/${field}`,
        ...pathsOf(inner, `${path}/${field}`),
      ])
    : [];
