import { EventEmitter } from 'node:events';
import pg from 'pg';
import { type Line, readTypesWith } from '../database.ts';
import { currentLife, requireLife, type Life } from '../life.ts';
import { outsideOf } from '../outside.ts';
import type { Query, Result } from '../statements.ts';

/** Stands in for the driver: a pool whose queries run when the world says so. Outside of a simulated process it is the driver. */

class PooledClient extends EventEmitter {
  readonly line: Line;
  readonly #release: () => void;

  constructor(line: Line, release: () => void) {
    super();
    this.line = line;
    this.#release = release;
  }

  query(query: Query, values?: unknown[]): Promise<Result> {
    const whole = typeof query === 'string' && values ? { text: query, values } : query;
    return outsideOf(this.line.life).postgres.ask(this.line, whole as Query);
  }

  release(): void {
    this.#release();
  }
}

class SimulatedPool extends EventEmitter {
  readonly options: pg.PoolConfig;
  readonly Client = pg.Client;
  readonly #life: Life;
  readonly #role: string;
  readonly #free: Line[] = [];
  readonly #waiting: ((client: PooledClient) => void)[] = [];
  #open = 0;

  constructor(options: pg.PoolConfig) {
    super();
    this.options = options;
    this.#life = requireLife();
    this.#role = new URL(options.connectionString as string).username;
  }

  connect(): Promise<PooledClient> {
    return new Promise((resolve) => {
      const line = this.#free.pop();
      if (line) return resolve(this.#lend(line));
      if (this.#open >= (this.options.max ?? 10)) return void this.#waiting.push(resolve);
      this.#open++;
      resolve(this.#lend(this.#newLine()));
    });
  }

  async query(query: Query, values?: unknown[]): Promise<Result> {
    const client = await this.connect();
    try {
      return await client.query(query, values);
    } finally {
      client.release();
    }
  }

  end(): Promise<void> {
    return Promise.resolve();
  }

  #newLine(): Line {
    return outsideOf(this.#life).postgres.line(this.#life, this.#role);
  }

  #lend(line: Line): PooledClient {
    let isLent = true;
    return new PooledClient(line, () => {
      if (!isLent) throw new Error('a connection was given back twice');
      isLent = false;
      const whole = line.isBroken ? this.#newLine() : line;
      const next = this.#waiting.shift();
      if (next) next(this.#lend(whole));
      else this.#free.push(whole);
    });
  }
}

/** Called with `new`: what it returns is the instance. */
function Pool(options: pg.PoolConfig): object {
  if (!currentLife()) return new pg.Pool(options);
  if (options.types) readTypesWith(options.types);
  return new SimulatedPool(options);
}

export default Object.assign(Object.create(pg) as typeof pg, { Pool });
