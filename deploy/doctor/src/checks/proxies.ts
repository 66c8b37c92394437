import { randomInt, randomUUID } from 'node:crypto';
import { type Check, fail, type Finding, pass, warn } from '../finding.ts';
import { gatewayOf, type Settings } from '../settings.ts';

const ANSWER_MS = 10_000;
const UPLOAD_MS = 60_000;
const UPLOAD_BYTES = 10 * 1024 * 1024;
/** What proxies put into answers. */
const TRACES = ['via', 'x-cache', 'cf-ray', 'x-served-by', 'x-envoy-upstream-service-time'];

/** What stands between people and the gateway: whose addresses count, whether streams flow, whether files come through. */
export const proxies: Check = {
  name: 'proxies',
  remedy: 'see that PUBLIC_URL leads to a gateway',
  async look(settings) {
    const origin = await reachable(settings);
    return [
      await judgeForwardedFor(origin, settings.TRUST_PROXY),
      await judgeStreams(origin),
      await judgeUploads(origin),
    ];
  },
};

/** PUBLIC_URL, so that what stands before the gateway is seen; the gateway itself where that leads nowhere. */
async function reachable(settings: Settings): Promise<string> {
  const origin = new URL(settings.PUBLIC_URL).origin;
  const ping = fetch(`${origin}/api/time`, { signal: AbortSignal.timeout(ANSWER_MS) });
  return ping.then(
    () => origin,
    () => gatewayOf(settings),
  );
}

/** Two invented addresses must count as one client: ours. */
async function judgeForwardedFor(origin: string, trusted: number): Promise<Finding> {
  const [first, second] = [await leftFor(origin), await leftFor(origin)];
  if (first.left === undefined || second.left === undefined) {
    return warn('limits are off', 'set RATE_LIMIT_PER_MINUTE: without it one client may take all');
  }
  // Where the minute ended in between, more is left than before.
  const again = second.left < first.left ? second : await leftFor(origin);
  if ((again.left ?? 0) >= Math.min(first.left, second.left) && again !== second) {
    return fail(
      'a client may choose its own address by X-Forwarded-For',
      'set TRUST_PROXY to the number of proxies before the gateway',
    );
  }
  return first.proxied && trusted === 0
    ? warn(
        'a proxy stands before the gateway, whose address counts as everybody’s',
        'set TRUST_PROXY to the number of proxies',
      )
    : pass('nobody chooses an address by X-Forwarded-For');
}

async function leftFor(origin: string) {
  const answer = await fetch(`${origin}/api/time`, {
    headers: {
      'X-Forwarded-For': `203.0.113.${randomInt(1, 255)}, 198.51.100.${randomInt(1, 255)}`,
    },
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  await answer.body?.cancel();
  const left = /"general";r=(\d+)/.exec(answer.headers.get('ratelimit') ?? '')?.[1];
  return {
    left: left === undefined ? undefined : Number(left),
    proxied: TRACES.some((name) => answer.headers.has(name)),
  };
}

async function judgeStreams(origin: string): Promise<Finding> {
  const list = await fetch(`${origin}/api/items?limit=1`, {
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const { data = [] } = (await list.json()) as { data?: readonly { id: string }[] };
  const [item] = data;
  if (!item) return warn('streams were not looked at: no item is public', 'open an item');

  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(ANSWER_MS)]);
  try {
    const stream = await fetch(`${origin}/api/items/${item.id}/stream`, { signal });
    const first = await stream.body?.getReader().read();
    if (stream.ok && first?.value) return pass('streams come through at once');
    return fail(`a stream was answered with ${stream.status}`, 'see what the gateway’s log says');
  } catch {
    return fail(
      'a stream is held back',
      'switch buffering off for text/event-stream (nginx: proxy_buffering off; proxy_read_timeout 1h)',
    );
  } finally {
    stop.abort();
  }
}

/** For a booking that nobody has: the gateway refuses it with a problem of its own, after what stands before it let it through. */
async function judgeUploads(origin: string): Promise<Finding> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(UPLOAD_BYTES)], { type: 'image/png' }), 'doctor.png');
  const answer = await fetch(`${origin}/api/bookings/${randomUUID()}/proof`, {
    method: 'POST',
    headers: { 'Idempotency-Key': randomUUID(), Authorization: 'Bearer doctor' },
    body: form,
    signal: AbortSignal.timeout(UPLOAD_MS),
  }).catch(() => undefined);
  if (!answer) return stopped('the connection was cut');
  const { code } = (await answer.json().catch(() => ({}))) as { code?: string };
  return code && answer.status !== 413
    ? pass('a file of 10 MB comes through')
    : stopped(`answer ${answer.status}`);
}

const stopped = (how: string) =>
  fail(
    `a file of 10 MB is stopped on its way (${how})`,
    'let bodies of 11 MB pass (nginx: client_max_body_size 11m)',
  );
