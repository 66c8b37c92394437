/**
 * Copies what the service named as first argument can reach by its dependencies into the folder named as second: npm installs
 * what the other services and the tests of the workspaces need, too. Run in the folder that holds node_modules.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

type Dependencies = Readonly<Record<string, string>>;
type Manifest = {
  readonly dependencies?: Dependencies;
  readonly optionalDependencies?: Dependencies;
  readonly peerDependencies?: Dependencies;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
};

/** Of the services that the migrate job knows there are the migrations, and no more. */
const forMigrations = /^(kysely|@karcis\/messaging)$/;

const [service = '', target = ''] = process.argv.slice(2);
const ours = 'node_modules/@karcis';
const reached = new Set<string>();

function reach(folder: string): void {
  if (reached.has(folder)) return;
  reached.add(folder);
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
  const all = namesIn(manifest);
  const needed = isOtherService(folder) ? all.filter((each) => forMigrations.test(each)) : all;
  for (const name of needed) {
    const found = find(name, folder);
    // An optional one may be for another platform.
    if (found) reach(found);
  }
}

/** A peer that is optional is there for whoever names it, too. */
function namesIn(manifest: Manifest): string[] {
  const { dependencies, optionalDependencies, peerDependencies = {} } = manifest;
  const peers = Object.keys(peerDependencies).filter(
    (name) => !manifest.peerDependenciesMeta?.[name]?.optional,
  );
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers];
}

const isOtherService = (folder: string) =>
  path.dirname(folder) === path.resolve('services') && path.basename(folder) !== service;

/** As Node looks for it: beside the folder, and beside each that it lies in. */
function find(name: string, folder: string): string | undefined {
  const candidate = path.join(folder, 'node_modules', name);
  if (existsSync(candidate)) return realpathSync(candidate);
  return path.dirname(folder) === folder ? undefined : find(name, path.dirname(folder));
}

/** Without the packages inside it, which are reached by themselves or not at all. */
const copy = (from: string, to = path.join(target, path.relative('.', from))) =>
  cpSync(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (inside) => !path.relative(from, inside).split(path.sep).includes('node_modules'),
  });

reach(realpathSync(path.join(ours, service)));
for (const folder of reached) {
  if (path.relative('.', folder).includes('node_modules/')) copy(folder);
}
// Of our own workspaces the links: their code comes by itself.
mkdirSync(path.join(target, ours), { recursive: true });
for (const link of readdirSync(ours).map((name) => path.join(ours, name))) {
  if (reached.has(realpathSync(link))) copy(link);
}
