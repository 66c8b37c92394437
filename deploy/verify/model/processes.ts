import { readConfig as readBookingConfig, startBooking } from '@karcis/booking';
import { readConfig as readCapacityConfig, startCapacity } from '@karcis/capacity';
import { startProofs } from './proofs-process.ts';
import { inLife, type Life } from './life.ts';
import { outsideOf } from './outside.ts';
import { bear, type World } from './world.ts';

/** RFC 8037, appendix A.1. Not from libs/testing, which runs under jest only. */
const ticketKey = {
  ...{ kty: 'OKP', crv: 'Ed25519', d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A' },
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
};

/** What a booking process offers to the simulation. */
type Handle = { readonly port: number; reconcile?(): Promise<number> };

export type Process = {
  readonly name: string;
  life: Life | undefined;
  handle: Handle | undefined;
};

const RESTART_MAX_MS = 3_000;
/** Never within a run. */
const NEVER_SECONDS = '100000';

/** Only what concerns the simulation: errors, since a healthy run has none, and the trace shows them where they happen. */
function logOf(world: World, name: string, onFailed: (what: string) => void) {
  const line = (level: string) => (facts: unknown, message?: unknown) => {
    const text = typeof facts === 'string' ? facts : `${String(message)} ${describe(facts)}`;
    world.note(`${name} ${level}: ${text}`);
    // What is asked of a service is done, refused or unavailable; nothing fails.
    if (message === 'a command failed') onFailed(`${name}: ${text}`);
  };
  const silent = () => undefined;
  return {
    info: silent,
    debug: silent,
    trace: silent,
    warn: line('warns'),
    error: line('errs'),
    fatal: line('dies'),
  } as never;
}

const describe = (facts: unknown) =>
  JSON.stringify(facts, (_, value: unknown) => (Error.isError(value) ? String(value) : value));

/** The services' processes of one world, which crash and come again. */
export function createProcesses(world: World, onFailed: (what: string) => void) {
  const { weather, random } = world;
  const environment = (role: string) => ({
    DATABASE_URL: `postgres://${role}@model/model`,
    HOLD_TTL_MIN_SECONDS: '1',
    ...(role === 'booking' && {
      TICKET_SIGNING_KEYS: JSON.stringify({ keys: [ticketKey] }),
      RECONCILE_SECONDS: weather.reconciler === 'late' ? NEVER_SECONDS : '1',
      RECONCILE_GRACE_SECONDS: weather.reconciler === 'late' ? '15' : '0',
    }),
  });
  const start: Readonly<Record<string, (log: never) => Promise<Handle>>> = {
    capacity: (log) => startCapacity(readCapacityConfig(environment('capacity')), log),
    booking: (log) => startBooking(readBookingConfig(environment('booking')), log),
    'proof-validation': (log) => startProofs(log),
  };
  const processes: Process[] = [
    ...names('capacity', weather.replicas.capacity),
    ...names('booking', weather.replicas.booking),
    ...names('proof-validation', 1),
  ];

  function begin(process: Process): void {
    const life = bear(world, process.name, random.fork());
    const [kind = ''] = process.name.split('.');
    process.life = life;
    world.add(0, life, 'starts', () => {
      inLife(life, () => {
        void start[kind]?.(logOf(world, process.name, onFailed)).then(
          (handle) => {
            if (process.life === life) process.handle = handle;
          },
          (error: unknown) => {
            world.note(`${process.name} cannot start: ${String(error)}`);
            world.add(0, undefined, 'falls', () => crash(process));
          },
        );
      });
    });
  }

  async function crash(process: Process): Promise<void> {
    const { life } = process;
    if (!life?.alive) return;
    world.note(`${process.name} crashes`);
    world.count('crash');
    life.alive = false;
    process.handle = undefined;
    outsideOf(life).bus.forget(life);
    await outsideOf(life).postgres.abandon(life);
    world.add(random.whole(20, RESTART_MAX_MS), undefined, `${process.name} comes again`, () =>
      begin(process),
    );
  }

  return {
    all: processes,
    begin: () => processes.forEach(begin),
    crash,
    of: (life: Life | undefined) => processes.find((process) => process.life === life),
    booking: () => processes.find(({ name, handle }) => name.startsWith('booking') && handle),
    allUp: () => processes.every(({ handle }) => handle),
  };
}

const names = (kind: string, count: number): Process[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `${kind}.${index + 1}`,
    life: undefined,
    handle: undefined,
  }));
