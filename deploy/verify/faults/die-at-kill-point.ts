import { existsSync, readFileSync, renameSync } from 'node:fs';
import { ServerResponse } from 'node:http';
import { MsgImpl, ProtocolHandler } from '@nats-io/nats-core/internal';
import pg from 'pg';
import { type KillPoint, killPointFile } from './kill-point.ts';

// Loaded into a service before its own code, which knows nothing of it: the drivers it uses end the process at the moment
// that is armed. SIGKILL takes the buffers of its sockets with it, so what was not sent before is never sent.

const [, main = '', dataDir = ''] = process.argv;
const service = /services\/([^/]+)\/src\/main\.ts$/.exec(main)?.[1] ?? '';
const file = killPointFile(dataDir, service);

if (service) {
  watchCommits();
  watchMessages();
  watchAnswers();
}

function dieAt(moment: KillPoint['moment'], what: () => string): void {
  if (!existsSync(file)) return;
  const point = JSON.parse(readFileSync(file, 'utf8')) as KillPoint;
  if (point.moment !== moment || !new RegExp(point.matching).test(what())) return;
  try {
    renameSync(file, `${file}.reached`);
  } catch {
    // Another replica was faster.
    return;
  }
  process.kill(process.pid, 'SIGKILL');
}

/** What a connection has done since its transaction began; undefined outside of one. */
const transactions = new WeakMap<pg.ClientBase, string>();

type Query = (this: pg.Client, ...args: unknown[]) => unknown;

function watchCommits(): void {
  const query = pg.Client.prototype.query as Query;
  const watched: Query = function (...args) {
    const sql = toText(args);
    const verb = /^\s*(begin|start|commit|rollback)\b/i.exec(sql)?.[1]?.toLowerCase();
    const open = transactions.get(this);
    if (verb === 'begin' || verb === 'start') transactions.set(this, '');
    else if (verb) transactions.delete(this);
    else if (open !== undefined) transactions.set(this, `${open}\n${sql}`);

    const done = verb === 'commit' ? open : open === undefined && !verb ? sql : undefined;
    if (done === undefined) return query.apply(this, args);

    dieAt('before-commit', () => done);
    const hasEnded = (result: unknown) => dieAt('after-commit', () => `${done} ${rowsOf(result)}`);
    const last = args.at(-1);
    if (typeof last === 'function') {
      const callback = last as (...results: unknown[]) => void;
      args[args.length - 1] = (...results: unknown[]) => {
        hasEnded(results[1]);
        callback(...results);
      };
      return query.apply(this, args);
    }
    const result = query.apply(this, args);
    if (!(result instanceof Promise)) return result;
    return result.then((value: unknown) => {
      hasEnded(value);
      return value;
    });
  };
  pg.Client.prototype.query = watched as typeof pg.Client.prototype.query;
}

const rowsOf = (result: unknown) => JSON.stringify((result as pg.QueryResult | undefined)?.rows);

function toText([config, values]: readonly unknown[]): string {
  if (typeof config === 'string') return `${config} ${Array.isArray(values) ? asText(values) : ''}`;
  const { text = '', name = '', values: own = values } = config as Partial<pg.QueryConfig>;
  return `${text} ${name} ${Array.isArray(own) ? asText(own) : ''}`;
}

/** Values may hold what JSON cannot say. */
const asText = (values: readonly unknown[]) =>
  values.map((value) => (Buffer.isBuffer(value) ? value.toString() : String(value))).join(' ');

function watchMessages(): void {
  const { publish } = ProtocolHandler.prototype;
  ProtocolHandler.prototype.publish = function (subject, ...rest) {
    dieAt('before-publish', () => subject);
    return publish.call(this, subject, ...rest);
  };

  const { respond } = MsgImpl.prototype;
  MsgImpl.prototype.respond = function (data, options) {
    if (
      String(this.reply).startsWith('$JS.ACK.') &&
      Buffer.from(data ?? '').toString() === '+ACK'
    ) {
      dieAt('before-ack', () => this.subject);
    }
    return respond.call(this, data, options);
  };
}

function watchAnswers(): void {
  const { end } = ServerResponse.prototype;
  ServerResponse.prototype.end = function (this: ServerResponse, ...args: Parameters<typeof end>) {
    const { method, url } = this.req;
    dieAt('before-answer', () => `${method} ${url}`);
    return end.apply(this, args);
  } as typeof end;
}
