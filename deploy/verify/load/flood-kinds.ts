import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Request } from './generate.ts';
import { encode } from './generate.ts';
import { runPaced } from './open-loop.ts';
import { anAddress, karcisHold } from './requests.ts';

/** What a flood is given; made by the phase, so plain data that a process can be handed. */
export type FloodTarget = {
  readonly port: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly itemId: string;
  readonly soldOutId: string;
  readonly fullId: string;
  readonly apiKey: string;
  readonly uploads: readonly { readonly id: string; readonly token: string }[];
};

/** What came back, by status; for connections: how many were open at the end. */
export type FloodReport = {
  readonly answers: Readonly<Record<string, number>>;
  readonly p99Ms?: number;
};

type Flood = (target: FloodTarget) => Promise<FloodReport>;

const FLOOD_CONNECTIONS = 64;
const SLOW_UPLOADS = 400;
const SLOW_READERS = 500;
const CSV_READERS = 20;
const IDLE_SOCKETS = 2_000;
const DRIP_MS = 1_000;

const pacedFlood =
  (next: (target: FloodTarget) => Request): Flood =>
  async (target) => {
    const { port, seconds, perSecond } = target;
    const load = { port, seconds, perSecond, connections: FLOOD_CONNECTIONS };
    return runPaced({ ...load, next: () => next(target) });
  };

const forwarded = (address = anAddress()) => `X-Forwarded-For: ${address}\r\n`;
const hugeHeader = `X-Much: ${'x'.repeat(60_000)}\r\n`;
const hugeBody = 'x'.repeat(200_000);
const reusedKey = randomBytes(16).toString('hex');
let turn = 0;

const malformed: readonly Request[] = [
  { path: '/api/bookings/hold', method: 'POST', body: '{"itemId":' },
  { path: '/api/bookings/hold', method: 'POST', headers: 'Idempotency-Key: short\r\n', body: '{}' },
  { path: '/api/bookings/hold', method: 'POST', headers: key(), body: '{"name":1,"x":[[[]]]}' },
  { path: '/api/bookings/hold', method: 'POST', headers: key(), body: 'x'.repeat(10_000) },
  { path: '/api/items/no-such-thing-at-all' },
  { path: '/api/items?limit=-1' },
];

function key(): string {
  return `Idempotency-Key: ${randomBytes(16).toString('hex')}\r\n`;
}

/** Each goes on for `seconds` and then lets go of everything. */
export const floods: Readonly<Record<string, Flood>> = {
  'holds of a sold-out item': pacedFlood(({ soldOutId }) =>
    karcisHold(soldOutId, { headers: forwarded() }),
  ),
  'holds with the pool full': pacedFlood(({ fullId }) =>
    karcisHold(fullId, { headers: forwarded() }),
  ),
  'malformed keys and bodies': pacedFlood(() => {
    const request = malformed[(turn += 1) % malformed.length] as Request;
    return { ...request, headers: `${request.headers ?? ''}${forwarded()}` };
  }),
  'one key, other bodies': pacedFlood(({ itemId }) => {
    const { body = '', ...hold } = karcisHold(itemId, { key: reusedKey, headers: forwarded() });
    return { ...hold, body: body.replace('Siti', `Siti ${'abcdefghij'[(turn += 1) % 10]}`) };
  }),
  'one client far above its limit': pacedFlood(({ itemId }) =>
    karcisHold(itemId, { headers: forwarded('192.0.2.1') }),
  ),
  'huge headers and bodies': pacedFlood(() => ({
    path: '/api/bookings/hold',
    method: 'POST',
    headers: (turn += 1) % 2 ? `${key()}${forwarded()}` : hugeHeader,
    body: turn % 2 ? hugeBody : 'x',
  })),
  'uploads drop by drop': (target) =>
    holdOpen(target, SLOW_UPLOADS, (n) => {
      const { id, token } = target.uploads[n % target.uploads.length] as {
        id: string;
        token: string;
      };
      const head =
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n';
      return {
        first: `POST /api/bookings/${id}/proof HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n${key()}${forwarded()}Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000000\r\n\r\n${head}`,
        drop: '\xff',
        reads: true,
      };
    }),
  'streams that are not read': ({ itemId, ...target }) =>
    holdOpen({ itemId, ...target }, SLOW_READERS, () => ({
      first: encode({ path: `/api/items/${itemId}/stream`, headers: forwarded() }),
      reads: false,
    })),
  'tables that are not read': (target) =>
    holdOpen(target, CSV_READERS, () => ({
      first: encode({
        path: '/api/admin/bookings.csv',
        headers: `Authorization: Bearer ${target.apiKey}\r\n${forwarded()}`,
      }),
      reads: false,
    })),
  'idle sockets': (target) => holdOpen(target, IDLE_SOCKETS, () => ({ reads: true })),
};

type Held = { readonly first?: string; readonly drop?: string; readonly reads: boolean };

/** Opens connections that do next to nothing, and keeps them. What is closed by the other side is opened again. */
function holdOpen(
  { port, seconds }: FloodTarget,
  count: number,
  make: (n: number) => Held,
): Promise<FloodReport> {
  const answers: Record<string, number> = { opened: 0, closed: 0 };
  let over = false;
  const open = (n: number) => {
    const { first, drop, reads } = make(n);
    const socket = connect(port, '127.0.0.1').setEncoding('latin1');
    answers['opened'] = (answers['opened'] ?? 0) + 1;
    socket.once('connect', () => first && socket.write(first, 'latin1'));
    const dripping = drop ? setInterval(() => socket.write(drop, 'latin1'), DRIP_MS) : undefined;
    if (reads) {
      socket.on('data', (chunk: unknown) => {
        const status = /^HTTP\/1\.1 (\d+)/.exec(String(chunk))?.[1];
        if (status) answers[status] = (answers[status] ?? 0) + 1;
      });
    } else socket.pause();
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearInterval(dripping);
      if (over) return;
      answers['closed'] = (answers['closed'] ?? 0) + 1;
      setTimeout(() => over || open(n), REOPEN_MS);
    });
    sockets.add(socket);
  };
  const sockets = new Set<ReturnType<typeof connect>>();
  // Within a second, so that their drops are spread over each: hundreds of phones have no common clock.
  for (let n = 0; n < count; n += 1) setTimeout(() => open(n), (n / count) * DRIP_MS);

  return new Promise((resolve) => {
    setTimeout(() => {
      over = true;
      for (const socket of sockets) socket.destroy();
      resolve({ answers });
    }, seconds * 1000);
  });
}

const REOPEN_MS = 500;
