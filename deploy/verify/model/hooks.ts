import { registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bugs } from './bugs/index.ts';
import { installGlobals } from './globals.ts';
import { applyPatch, type Patch } from './patch.ts';

/**
 * Loaded before everything in a process that simulates (`node --import`). The code of libs and services gets stand-ins for
 * what is outside of it: the NATS client, the Postgres driver, timers, clocks, ids. All else is the code that runs in
 * production, but for the one bug that `KARCIS_MODEL_BUG` may plant.
 */
const root = path.resolve(import.meta.dirname, '../../..');
const standIn = (name: string) =>
  pathToFileURL(path.join(import.meta.dirname, 'stand-ins', name)).href;

const MODULES: Readonly<Record<string, string>> = {
  '@nats-io/transport-node': standIn('nats-transport.ts'),
  '@nats-io/jetstream': standIn('nats-jetstream.ts'),
  pg: standIn('pg.ts'),
  uuid: standIn('uuid.ts'),
  'node:crypto': standIn('crypto.ts'),
  'node:timers/promises': standIn('timers-promises.ts'),
};
const FILES: Readonly<Record<string, string>> = {
  'libs/http/src/start-ops-server.ts': standIn('ops-server.ts'),
  'libs/telemetry/src/metrics.ts': standIn('metrics.ts'),
};
/** Random bytes are drawn as they are needed, not kept from one world to the next. */
const ALWAYS: readonly Patch[] = [
  {
    file: 'services/booking/src/domain/code.ts',
    find: 'Buffer.alloc(codeLength * 256)',
    replace: 'Buffer.alloc(codeLength)',
  },
];

const planted = process.env['KARCIS_MODEL_BUG'];
const bug = bugs.find(({ name }) => name === planted);
if (planted && !bug) throw new Error(`there is no bug ${planted}`);
const patches = [...ALWAYS, ...(bug?.patches ?? [])];

const inRepository = (url: string | undefined) =>
  url?.startsWith('file:') ? path.relative(root, fileURLToPath(url)) : '';
const isOurs = (file: string) => /^(libs|services)\//.test(file);

registerHooks({
  resolve(specifier, context, nextResolve) {
    const module = isOurs(inRepository(context.parentURL)) ? MODULES[specifier] : undefined;
    if (module) return { url: module, shortCircuit: true };

    const resolved = nextResolve(specifier, context);
    const file = FILES[inRepository(resolved.url)];
    return file ? { url: file, shortCircuit: true } : resolved;
  },
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const wanted = patches.filter(({ file }) => file === inRepository(url));
    if (wanted.length === 0) return loaded;
    const source = wanted.reduce(applyPatch, String(loaded.source));
    return { ...loaded, source };
  },
});

installGlobals();
// Many errors are part of a rough world, and their traces are what they cost.
Error.stackTraceLimit = 4;
