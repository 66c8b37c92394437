import { holdBooking } from '@karcis/contracts';
import { checkPromises } from '../promises/check-promises.ts';
import { startClients, type Clients } from './clients.ts';
import { createBus } from './bus.ts';
import type { createPostgres, Line } from './database.ts';
import { planFaults } from './faults.ts';
import { inLife } from './life.ts';
import { placeOutside } from './outside.ts';
import { createProcesses } from './processes.ts';
import type { ModelDatabase } from './schemas.ts';
import { createStepCheck } from './step-check.ts';
import { REPAIRS, type Verdict } from './verdict.ts';
import { bear, createWorld, type World } from './world.ts';

export type Stage = {
  readonly database: ModelDatabase;
  readonly postgres: ReturnType<typeof createPostgres>;
};

/** Bad weather lasts until the clients are done, and at most this long. */
const ROUGH_MAX_MS = 40_000;
/** In good weather all must come to rest within this time. */
const REST_MAX_MS = 400_000;
const STEPS_MAX = 60_000;
const REST_LOOK_EVERY_MS = 1_000;
/** Whole checks along the way, besides those at rest. */
const WHOLE_CHECK = 0.0005;
/** Older than the reconciler's grace. */
const SETTLED_MS = 20_000;

/** Runs one seed's world to its end and judges it at each step and at rest. */
export async function runSeed(
  { database, postgres }: Stage,
  seed: number,
  trace?: (line: string) => void,
): Promise<Verdict> {
  const world = createWorld(seed, trace);
  const { weather, random } = world;
  const violations: string[] = [];
  const violated = (what: string) => {
    if (violations.includes(what)) return;
    world.note(`VIOLATION ${what}`);
    violations.push(what);
  };

  await database.clear();
  const bus = createBus(world);
  placeOutside(world, { postgres, bus });
  const processes = createProcesses(world, violated);
  const check = createStepCheck(world, database.admin, violated);
  let crashing: Line['life'] | undefined;
  postgres.begin(world, async (line) => {
    await check.look(line.role);
    if (weather.happens('crashAfterCommit')) crashing = line.life;
  });
  await postgres.setClock();
  const onRejection = (error: unknown) => violated(`a rejection nobody heard: ${String(error)}`);
  process.on('unhandledRejection', onRejection);

  const audience = bear(world, 'clients', random.fork());
  let clients: Clients | undefined;
  let areDone = false;
  world.add(200, audience, 'clients come', async () => {
    clients = await inLife(audience, () => startClients(audience, weather.losses.clients));
    void clients.done.then(
      () => (areDone = true),
      (error: unknown) => violated(`a client cannot go on: ${String(error)}`),
    );
  });
  const faults = planFaults(world, { postgres, bus }, processes);
  processes.begin();

  async function next(): Promise<boolean> {
    const step = await world.step();
    if (!step || world.steps() > STEPS_MAX) return false;

    const dying =
      crashing ?? (step.owner !== audience && weather.happens('crash') ? step.owner : undefined);
    crashing = undefined;
    const process = processes.of(dying);
    if (process) await processes.crash(process);
    if (random.chance(WHOLE_CHECK)) await checkAll(false);
    return violations.length === 0;
  }

  async function checkAll(atRest: boolean): Promise<void> {
    const ledger = clients && clients.asking.givenUp() === 0 ? clients.asking.ledger : undefined;
    for (const id of copiedHolds(bus.copied)) ledger?.mayComeLate(id);
    const found = await checkPromises(database.admin, { atRest, ...(ledger && { ledger }) });
    for (const { promise, what } of found) violated(`promise ${promise}: ${what}`);
    await checkStreams();
    if (atRest) await checkRefusals();
  }

  /** What an event does twice shows only where the state stays: each refused proof is one step of the trail. */
  async function checkRefusals(): Promise<void> {
    const { rows } = await database.admin.query<{ id: string }>(
      `select booking_id as id from booking.audit where reason = 'proof-refused' group by 1
       having count(*) > (select count(*) from proof_validation.proofs p
         where p.booking_id = audit.booking_id and status = 'refused')`,
    );
    for (const { id } of rows)
      violated(`promise 5: a refused proof counts twice for booking ${id}`);
  }

  /** What was said on a stream had committed. */
  async function checkStreams(): Promise<void> {
    const said = bus.streams.takeAppended().map((line) => line.split(' ')[1] as string);
    if (said.length === 0) return;
    const { rows } = await database.admin.query<{ id: string }>(
      `select id from unnest($1::uuid[]) as id where id not in (
         select id from capacity.outbox union all select id from booking.outbox
         union all select id from proof_validation.outbox)`,
      [said],
    );
    for (const { id } of rows) violated(`promise 5: event ${id} was published and never committed`);
  }

  async function restUntilQuiet(): Promise<void> {
    const giveUpAt = world.now() + REST_MAX_MS;
    for (let lookAt = world.now(); ;) {
      if (world.now() >= lookAt) {
        lookAt = world.now() + REST_LOOK_EVERY_MS;
        const unrest = await findUnrest();
        if (!unrest) return;
        if (world.now() > giveUpAt) return violated(`no rest: ${unrest}`);
      }
      if (!(await next())) {
        if (violations.length === 0) violated(`no rest after ${world.steps()} steps`);
        return;
      }
    }
  }

  async function findUnrest(): Promise<string | undefined> {
    if (!areDone) return 'clients still wait';
    if (!processes.allUp()) return 'processes are starting';
    if (!bus.isWhole()) return 'NATS is out of reach';
    if (!postgres.isIdle) return 'a statement waits for a lock';
    if (!bus.streams.isQuiet()) return 'events wait in a stream';
    const { rows } = await database.admin.query<{ unsent: number; held: number }>({
      name: 'rest',
      text: `select (select count(*) from capacity.outbox where published_at is null)::int
          + (select count(*) from booking.outbox where published_at is null)::int
          + (select count(*) from proof_validation.outbox where published_at is null)::int as unsent,
        (select count(*) from capacity.places where state = 'HELD')::int as held`,
    });
    const { unsent, held } = rows[0] as { unsent: number; held: number };
    if (unsent > 0) return `${unsent} events wait in an outbox`;
    return held > 0 ? `${held} places are held` : undefined;
  }

  /** Run at rest, it must find nothing to do where nothing was lost; and repair what was. */
  async function reconcileAtRest(): Promise<void> {
    world.passTime(SETTLED_MS);
    await postgres.setClock();
    const life = processes.booking()?.life;
    const handle = processes.booking()?.handle;
    if (!life || !handle?.reconcile) return violated('booking is not there at rest');

    let isDone = false;
    const work = inLife(life, () => handle.reconcile?.());
    work?.then(
      () => (isDone = true),
      (error: unknown) => violated(`the reconciler failed at rest: ${String(error)}`),
    );
    while (!isDone && (await next()));
  }

  while ((!areDone || world.now() < 2_000) && world.now() < ROUGH_MAX_MS && (await next()));
  weather.clear();
  world.note('the weather clears');
  const isLossy = () => faults.wasLossy() || (clients?.asking.givenUp() ?? 0) > 0;
  if (violations.length === 0) await restUntilQuiet();
  // What was lost for good is put right by the reconciler, and by nothing else.
  if (violations.length === 0 && !isLossy()) await checkAll(true);
  const repairsBefore = world.counts.get(REPAIRS) ?? 0;
  if (violations.length === 0) await reconcileAtRest();
  const repairs = (world.counts.get(REPAIRS) ?? 0) - repairsBefore;
  if (repairs > 0 && !isLossy())
    violated(`nothing was lost, and the reconciler repaired ${repairs} at rest`);
  if (violations.length === 0 && (repairs > 0 || isLossy())) {
    await restUntilQuiet();
    await checkAll(true);
  }

  await endWorld(world, processes, postgres);
  process.off('unhandledRejection', onRejection);
  return {
    seed,
    violations,
    counts: Object.fromEntries(world.counts),
    wasLossy: isLossy(),
    isImpatient: weather.reconciler === 'impatient',
    steps: world.steps(),
    endedAtMs: Math.round(world.now()),
    digest: world.digest(),
  };
}

async function endWorld(
  _world: World,
  processes: ReturnType<typeof createProcesses>,
  postgres: Stage['postgres'],
): Promise<void> {
  for (const { life } of processes.all) {
    if (!life) continue;
    life.alive = false;
    await postgres.abandon(life);
  }
}

/** NATS itself never delivers a call twice; a network in between that does leaves a hold that nobody was told of. */
const copiedHolds = (messages: ReturnType<typeof createBus>['copied']) =>
  messages
    .filter(({ subject }) => subject === holdBooking.subject)
    .flatMap(({ data }) => [...new TextDecoder().decode(data).matchAll(/"bookingId":"([^"]+)"/g)])
    .map(([, id]) => id as string);
