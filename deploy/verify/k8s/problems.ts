import path from 'node:path';
import type { Manifest } from './manifest.ts';
import { networkProblems } from './rules/network.ts';
import { podProblems } from './rules/pods.ts';
import { referenceProblems } from './rules/references.ts';
import { secretProblems } from './rules/secrets.ts';
import { settingProblems } from './rules/settings.ts';
import { togetherProblems } from './rules/together.ts';
import { schemaProblems } from './schema-problems.ts';

/** The folders that people apply. */
export const overlays = ['one-node', 'production'].map((name) =>
  path.join(import.meta.dirname, '../../k8s/overlays', name),
);

const RULES = [
  ...[referenceProblems, podProblems, secretProblems],
  ...[settingProblems, networkProblems, togetherProblems],
];

/** Everything that is wrong with what would be applied together, one line each. */
export async function problemsOf(manifests: readonly Manifest[]): Promise<string[]> {
  const ofSchema = (await Promise.all(manifests.map(schemaProblems))).flat();
  // Rules read fields that the schema vouches for.
  return ofSchema.length > 0 ? ofSchema : RULES.flatMap((rule) => rule(manifests));
}
