/** What `keptMb` runs: a module, and the arguments of its `work`. */
const [module = '', ...args] = process.argv.slice(2);
const { work } = (await import(module)) as { work(...args: readonly string[]): unknown };
const collect = globalThis.gc as (options: { type: 'minor' | 'major' }) => void;

collect({ type: 'major' });
const before = process.memoryUsage().heapUsed;
await work(...args);
// What is young survives one of these; the third finds what is kept.
for (let times = 0; times < 3; times++) collect({ type: 'minor' });
process.stdout.write(String((process.memoryUsage().heapUsed - before) / 1e6), () => process.exit());
