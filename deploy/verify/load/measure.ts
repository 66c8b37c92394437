import { cpuSince, readCpu } from './cpu.ts';
import { type Load, generate } from './generate.ts';
import type { Row } from './phase.ts';
import { nameProcesses, settled } from './processes.ts';
import type { Rivals } from './stack.ts';

const WARM_UP_SECONDS = 2;
const CPU_SHOWN = 6;

/** Drives a load after a warm-up, and tells what it was and what each process spent on one answer. */
export async function measure(rivals: Rivals, name: string, load: Load): Promise<Row> {
  const names = nameProcesses(rivals);
  await settled();
  await generate({ ...load, seconds: WARM_UP_SECONDS });
  const before = readCpu();
  const { perSecond, p50Ms, p99Ms, answers, broken } = await generate(load);

  const count = Object.values(answers).reduce((sum, one) => sum + one, 0);
  const cpu = [...cpuSince(before, names)]
    .map(([process, used]) => [process, (used * 1e6) / count])
    .toSorted(([, a], [, b]) => Number(b) - Number(a))
    .slice(0, CPU_SHOWN)
    .map(([process, micros]) => `${process} ${Number(micros).toFixed(0)}`);
  return {
    name,
    figures: {
      'a second': perSecond,
      'p50 ms': p50Ms,
      'p99 ms': p99Ms,
      answers: JSON.stringify(answers),
      ...(broken > 0 && { broken }),
      'µs of CPU each': cpu.join(', '),
    },
  };
}
