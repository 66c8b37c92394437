import { type Manifest, nameOf, podsOf } from '../manifest.ts';

const SECRET_NAME = /(SECRET|PASSWORD|TOKEN|_KEY|_KEYS|DATABASE_URL|SMTP_URL|DSN)$/;
/** What is filled in from the environment (`$NAME`) is none. */
const URL_WITH_PASSWORD = /:\/\/[^/\s:@]*:[^/\s@$][^/\s@]*@/;

/** Secrets come by reference: nothing here holds one. */
export const secretProblems = (manifests: readonly Manifest[]): string[] => [
  ...manifests
    .filter(({ kind }) => kind === 'Secret')
    .map((each) => `${nameOf(each)} holds values`),
  ...manifests
    .filter((each) => URL_WITH_PASSWORD.test(JSON.stringify(each)))
    .map((each) => `${nameOf(each)} holds an address with a password`),
  ...manifests
    .filter(({ kind }) => kind === 'ConfigMap')
    .flatMap((each) => namesOf(each['data']).map((name) => `${nameOf(each)} holds ${name}`)),
  ...podsOf(manifests).flatMap(({ name, spec }) =>
    spec.containers
      .flatMap(({ env = [] }) => env)
      .filter((variable) => SECRET_NAME.test(variable.name))
      .map(
        (variable) => `${name}: ${variable.name} comes as a value, not as ${variable.name}_FILE`,
      ),
  ),
];

const namesOf = (data: unknown) =>
  Object.keys((data ?? {}) as object).filter((name) => SECRET_NAME.test(name));
