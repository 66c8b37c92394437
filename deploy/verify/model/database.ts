import { isDeadlock } from '@karcis/db';
import pg from 'pg';
import { real } from './globals.ts';
import type { Life } from './life.ts';
import {
  commandOf,
  endsTransaction,
  mayHaveChanged,
  mayFree,
  nameOf,
  needsClock,
  type Query,
  type Result,
} from './statements.ts';
import type { World } from './world.ts';

type Settled =
  { readonly ok: true; readonly result: Result } | { readonly ok: false; readonly error: unknown };

/** A connection as one simulated process has it. */
export type Line = {
  readonly life: Life;
  readonly role: string;
  session: Session | undefined;
  isBroken: boolean;
  inTransaction: boolean;
  /** `begin` was said; it goes with the first statement. */
  begins: boolean;
  /** In the present transaction, to a table that a promise is about. */
  hasWritten: boolean;
};

type Session = { readonly client: pg.Client; readonly pid: number };
type Running = {
  readonly line: Line;
  readonly session: Session;
  readonly query: Query;
  readonly end: Promise<Settled>;
  readonly answer: (settled: Settled) => void;
};

const CLOCK = { name: 'clock', text: `select setval('sim.clock', $1)` };
/** After this long without an answer the simulation looks whether the query waits for a lock. */
const PATIENCE_MS = 3;

/**
 * The real Postgres under the simulated processes. One statement runs at a time. One that waits for another's lock is set
 * aside until a later statement frees it, so the order of all is the seed's and not the machine's.
 */
export function createPostgres(urlOf: (role: string) => string, admin: pg.Client) {
  const idle = new Map<string, Session[]>();
  let world: World;
  let lines = new Set<Line>();
  let blocked: Running[] = [];
  let clock = 0;
  let onCommit: (line: Line) => Promise<void> = async () => undefined;

  async function open(role: string): Promise<Session> {
    const kept = idle.get(role)?.pop();
    if (kept) return kept;
    const client = new pg.Client({
      connectionString: urlOf(role),
      types: typesOf?.(),
      // Statements that nobody waits for travel with the next one.
      pipeline: true,
    } as pg.ClientConfig);
    client.on('error', () => undefined);
    await client.connect();
    await client.query(`set search_path = sim, "${role}", pg_catalog, public`);
    await client.query(`set synchronous_commit = off`);
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    return { client, pid: (rows[0] as { pid: number }).pid };
  }

  async function setClock(): Promise<void> {
    const at = world.databaseClock();
    if (at === clock) return;
    clock = at;
    await admin.query({ ...CLOCK, values: [at] });
  }

  /** Sends a query, and answers when the world says so. */
  function ask(line: Line, query: Query): Promise<Result> {
    return new Promise((resolve, reject) => {
      const { life } = line;
      const answer = (settled: Settled) =>
        world.add(world.weather.delayMs(), life, `told by Postgres`, () =>
          settled.ok ? resolve(settled.result) : reject(settled.error as Error),
        );
      world.add(world.weather.delayMs(), life, `asks ${nameOf(query)}`, () =>
        execute(line, query, answer),
      );
    });
  }

  async function execute(
    line: Line,
    query: Query,
    answer: (settled: Settled) => void,
  ): Promise<void> {
    if (line.isBroken) return answer(broken());
    const breaks = world.weather.happens('connectionBreaks');
    if (breaks && world.random.chance(0.5)) return breakLine(line, answer);

    const command = commandOf(query);
    // Postgres takes no snapshot before the first statement, so a transaction begins with it.
    if (command === 'begin') line.begins = true;
    const isEmpty = command === 'begin' || (line.begins && endsTransaction(query));
    if (isEmpty) return finishEmpty(line, command, answer);

    line.session ??= await open(line.role);
    const { session } = line;
    if (needsClock(query)) sendClock(session);
    if (line.begins) {
      line.begins = false;
      line.inTransaction = true;
      session.client.query('begin').catch(() => undefined);
    }
    const end = session.client.query(query as string).then(
      (result): Settled => ({ ok: true, result }),
      (error: unknown): Settled => ({ ok: false, error }),
    );
    // The connection may break after the statement took effect, too.
    const settle = breaks ? () => answer(broken()) : answer;
    const running: Running = { line, session, query, end, answer: settle };
    const settled = await settledOrBlocked(running);
    if (breaks) line.isBroken = true;
    if (!settled) {
      world.note(`${line.life.name} waits for a lock`);
      blocked.push(running);
      return;
    }
    await finish(running, settled);
    if (breaks) await hangUp(line);
    if (!line.inTransaction && mayFree(query)) await freeBlocked();
  }

  function finishEmpty(line: Line, command: string, answer: (settled: Settled) => void): void {
    if (command !== 'begin') line.begins = false;
    world.note(`${line.life.name} ${command}`);
    answer({
      ok: true,
      result: { command: command.toUpperCase(), rowCount: null, rows: [] } as never,
    });
  }

  /** The same as `setClock`, without a round trip of its own. */
  function sendClock({ client }: Session): void {
    const at = world.databaseClock();
    if (at === clock) return;
    clock = at;
    client.query({ ...CLOCK, values: [at] }).catch(() => (clock = 0));
  }

  async function settledOrBlocked({ session, end }: Running): Promise<Settled | undefined> {
    for (;;) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<undefined>((resolve) => {
        timer = real.setTimeout(() => resolve(undefined), PATIENCE_MS);
      });
      const settled = await Promise.race([end, late]);
      real.clearTimeout(timer);
      if (settled) return settled;
      if (await waits(session)) return undefined;
    }
  }

  async function waits({ pid }: Session): Promise<boolean> {
    const { rows } = await admin.query<{ waits: boolean }>({
      name: 'waits',
      text: 'select cardinality(pg_blocking_pids($1)) > 0 as waits',
      values: [pid],
    });
    return rows[0]?.waits ?? false;
  }

  async function finish(
    { line, answer, session, query }: Running,
    settled: Settled,
  ): Promise<void> {
    if (endsTransaction(query)) line.inTransaction = false;
    if (!settled.ok && isDeadlock(settled.error)) world.count('deadlock');
    world.note(
      `${line.life.name} ${settled.ok ? `${settled.result.command} ${settled.result.rowCount}` : String(settled.error)}`,
    );
    if (!line.life.alive) return giveBack(line, session);
    answer(settled);
    line.hasWritten ||= settled.ok && mayHaveChanged(query, settled.result);
    if (line.inTransaction) return;
    const committed = line.hasWritten && settled.ok && settled.result.command !== 'ROLLBACK';
    line.hasWritten = false;
    if (committed) await onCommit(line);
  }

  /** Each statement that ends may let others go on, in the order in which Postgres wakes them. */
  async function freeBlocked(): Promise<void> {
    for (let freed = true; freed && blocked.length > 0;) {
      freed = false;
      for (const running of [...blocked]) {
        const settled = (await waits(running.session))
          ? undefined
          : await settledOrBlocked(running);
        if (!settled) continue;
        freed = true;
        blocked = blocked.filter((other) => other !== running);
        await finish(running, settled);
        if (running.line.isBroken) await hangUp(running.line);
      }
    }
  }

  async function breakLine(line: Line, answer: (settled: Settled) => void): Promise<void> {
    line.isBroken = true;
    await hangUp(line);
    answer(broken());
    await freeBlocked();
  }

  async function hangUp(line: Line): Promise<void> {
    if (!line.session || blocked.some((running) => running.line === line)) return;
    const { session } = line;
    line.session = undefined;
    await giveBack(line, session);
  }

  async function giveBack(line: Line, session: Session): Promise<void> {
    if (line.inTransaction) await session.client.query('rollback');
    line.inTransaction = false;
    line.session = undefined;
    idle.set(line.role, [...(idle.get(line.role) ?? []), session]);
  }

  return {
    ask,
    line(life: Life, role: string): Line {
      const line = {
        life,
        role,
        session: undefined,
        isBroken: false,
        inTransaction: false,
        begins: false,
        hasWritten: false,
      };
      lines.add(line);
      return line;
    },
    hangUp,
    /** A crash: what a transaction had not committed is gone. A statement that waits for a lock goes on alone. */
    async abandon(life: Life): Promise<void> {
      for (const line of [...lines].filter((line) => line.life === life)) {
        lines.delete(line);
        await hangUp(line);
      }
      await freeBlocked();
    },
    /** Begins another world on the same connections. */
    begin(next: World, hear: (line: Line) => Promise<void>): void {
      world = next;
      onCommit = hear;
      lines = new Set();
      blocked = [];
      clock = 0;
    },
    setClock,
    get isIdle() {
      return blocked.length === 0;
    },
    async close(): Promise<void> {
      for (const session of [...idle.values()].flat()) await session.client.end();
    },
  };
}

/** How the services read types; told by the stand-in of the driver, which sees their pool's options. */
let typesOf: (() => pg.CustomTypesConfig) | undefined;
export function readTypesWith(types: pg.CustomTypesConfig): void {
  typesOf ??= () => types;
}

const broken = (): Settled => ({
  ok: false,
  error: new Error('Connection terminated unexpectedly'),
});
