import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { capture, createLogger, startTelemetry } from '@karcis/telemetry';

type Taken = { readonly path: string; readonly body: string };

/** Whoever is told: takes all that is posted. */
async function startListener(status = 200) {
  const taken: Taken[] = [];
  const server = createServer(async (req, res) => {
    taken.push({ path: req.url ?? '', body: await bodyOf(req) });
    res.writeHead(status, { 'Content-Type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    taken,
    port: (server.address() as AddressInfo).port,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  if (req.headers['content-encoding'] !== 'gzip') return text(req);
  return gunzipSync(await buffer(req)).toString();
}

const nobody = {
  traces: {},
  sentryDsn: undefined,
  analytics: { key: undefined, host: 'http://127.0.0.1:1' },
};

let listener: Awaited<ReturnType<typeof startListener>>;
beforeEach(async () => {
  listener = await startListener();
});
afterEach(() => listener.stop());

describe('errors', () => {
  const log = createLogger('booking', 'info', { write: () => undefined });
  const startSentry = (port: number) =>
    startTelemetry('booking', { ...nobody, sentryDsn: `http://public@127.0.0.1:${port}/7` });

  it('that are logged as failures are told by kind, stack and the line’s words, never by their message', async () => {
    const told = await startSentry(listener.port);
    log.warn({ err: new Error('seen before') }, 'a warning');
    log.error({ err: Object.assign(new RangeError('Siti Aminah'), { code: '23505' }) }, 'broke');
    log.fatal({ error: 'Siti Aminah' }, 'cannot start');
    await told.stop();
    log.error({ err: new Error('after') }, 'too late');

    expect(listener.taken.map(({ path }) => path.split('?')[0])).toEqual(
      Array.from({ length: 2 }, () => '/api/7/envelope/'),
    );
    const bodies = listener.taken.map(({ body }) => body).join('\n');
    expect(bodies).not.toMatch(/Siti|warning|too late/);
    const events = listener.taken
      .map(({ body }) => JSON.parse(body.split('\n')[2] ?? ''))
      // Each is sent by itself, and the second may arrive first.
      .toSorted((a, b) => a.level.localeCompare(b.level));
    expect(events).toMatchObject([
      {
        level: 'error',
        tags: { service: 'booking', code: '23505' },
        exception: { values: [{ type: 'RangeError', value: 'broke' }] },
      },
      { level: 'fatal', exception: { values: [{ type: 'string', value: 'cannot start' }] } },
    ]);
    expect(events[0].exception.values[0].stacktrace.frames.at(-1).filename).toContain('told.test');
    expect(events[0]).not.toHaveProperty('user');
    expect(events[0]).not.toHaveProperty('server_name');
  });

  it('are logged all the same when Sentry is gone, and stopping does not wait for it', async () => {
    const told = await startSentry(1);
    const lines: string[] = [];
    const ours = createLogger('booking', 'info', {
      write: (line: string) => void lines.push(line),
    });
    ours.error({ err: new Error('x') }, 'broke');
    await told.stop();
    expect(lines).toHaveLength(1);
  });
});

describe('what happens', () => {
  it('is counted without a person: steps of one journey share a hash, others share nothing', async () => {
    const host = `http://127.0.0.1:${listener.port}`;
    const told = await startTelemetry('booking', { ...nobody, analytics: { key: 'phc_1', host } });
    capture('booking changed state', 'an-id-of-ours', { to: 'HOLD' });
    capture('booking changed state', 'an-id-of-ours', { to: 'PAID' });
    capture('page viewed', undefined, { kind: 'item' });
    await told.stop();
    capture('page viewed', undefined, { kind: 'too late' });

    const sent = listener.taken.map(({ body }) => body).join('\n');
    expect(sent).not.toMatch(/an-id-of-ours|too late/);
    const events = listener.taken.flatMap(({ body }) => JSON.parse(body).batch ?? []);
    expect(events).toHaveLength(3);
    const [first, second, third] = events.map(({ distinct_id: id }) => id);
    expect(first).toBe(second);
    expect(first).not.toBe(third);
    for (const { properties } of events) {
      expect(properties).toMatchObject({ service: 'booking', $process_person_profile: false });
      expect(properties.$ip).toBeUndefined();
    }
  });
});

describe('without settings', () => {
  it('nobody is told', async () => {
    const told = await startTelemetry('booking', nobody);
    capture('page viewed', undefined, {});
    createLogger('booking', 'info', { write: () => undefined }).error({ err: new Error('x') }, 'x');
    await told.stop();
    expect(listener.taken).toEqual([]);
  });
});
