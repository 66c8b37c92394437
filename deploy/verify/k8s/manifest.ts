import { parseAllDocuments } from 'yaml';
import type { IPodSpec } from 'kubernetes-models/v1';
import { isDeepStrictEqual } from 'node:util';

export type Labels = Readonly<Record<string, string>>;

export type Manifest = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Labels;
  };
  readonly [field: string]: unknown;
};

/** A pod as its Deployment, StatefulSet or Job makes it. */
export type Pod = {
  readonly kind: string;
  readonly name: string;
  readonly labels: Labels;
  readonly spec: IPodSpec;
};

/** The manifests of one file. Throws for what YAML 1.1 and 1.2 read differently (`off`, `0440`): tools differ in which they speak. */
export function readManifests(text: string, file: string): Manifest[] {
  const [old, now] = (['1.1', '1.2'] as const).map((version) =>
    parseAllDocuments(text, { version }).map((document) => {
      if (document.errors[0]) throw new Error(`${file}: ${document.errors[0].message}`);
      return document.toJS() as Manifest;
    }),
  ) as [Manifest[], Manifest[]];
  if (!isDeepStrictEqual(old, now))
    throw new Error(`${file}: YAML 1.1 and 1.2 read it differently; quote what looks like one`);
  return now;
}

export const nameOf = ({ kind, metadata }: Manifest) => `${kind}/${metadata.name}`;

type WithTemplate = {
  readonly spec?: { readonly template?: { metadata?: { labels?: Labels }; spec: IPodSpec } };
};

/** All pods that the manifests make, one for each template. */
export const podsOf = (manifests: readonly Manifest[]): Pod[] =>
  manifests.flatMap((manifest) => {
    const template = (manifest as WithTemplate).spec?.template;
    if (!template) return [];
    const { kind, metadata } = manifest;
    return [
      { kind, name: metadata.name, labels: template.metadata?.labels ?? {}, spec: template.spec },
    ];
  });

/** The specs of one kind, with their names. `S` is Kubernetes' own type of it. */
export const specsOf = <S>(manifests: readonly Manifest[], kind: string) =>
  manifests
    .filter((manifest) => manifest.kind === kind)
    .map(({ metadata, ...rest }) => ({ name: metadata.name, spec: rest['spec'] as S }));

/** Whether every label that is asked for is there. */
export const isSelected = (asked: Labels, labels: Labels): boolean =>
  Object.entries(asked).every(([key, value]) => labels[key] === value);
