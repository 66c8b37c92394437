import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as contracts from '@karcis/contracts';
import { type Answer, type Json, bearer, get, post, send } from './client.ts';
import { API_KEY, useWorld } from './world.ts';

const world = useWorld();

const admin = bearer(API_KEY);
const code = (answer: Answer) => [answer.status, answer.json?.code];
const at = (path: string) => `${world.url}/api/admin${path}`;
const remove = (path: string) => send(at(path), { method: 'DELETE', headers: admin });
const asked = (subject: string) =>
  world.neighbours.asked
    .filter((call) => call.subject === subject)
    .map(({ request }) => request as Json);
const nobody = '0199d1c0-0000-7000-8000-000000000404';

describe('pictures', () => {
  const upload = (parts: FormData, key: string = randomUUID()) =>
    send(at('/images'), {
      method: 'POST',
      body: parts,
      headers: { ...admin, 'Idempotency-Key': key },
    });
  const aPicture = (bytes = 2000) => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes).fill(7)]), 'a.png');
    return form;
  };

  it('go to proof-validation, and have an address of the key', async () => {
    const key = randomUUID();
    const { status, json, headers } = await upload(aPicture(), key);
    expect(status).toBe(201);
    expect(json.imageUrl).toMatch(/^\/api\/images\/[0-9a-f-]{36}$/);
    expect(headers.get('location')).toBe(json.imageUrl);
    expect(world.files.kept.has(json.imageUrl.replace('/api', ''))).toBe(true);
    expect((await upload(aPicture(), key)).json).toEqual(json);
    expect(code(await upload(aPicture(3000), key))).toEqual([422, 'idempotency-key-reused']);
  });

  it('are refused without a file, with more than a file, or as proof-validation says', async () => {
    expect(code(await upload(new FormData()))).toEqual([422, 'file-required']);
    const more = aPicture();
    more.append('fields', '{}');
    expect(code(await upload(more))).toEqual([422, 'validation-failed']);
    world.files.refusal = 'file-type-not-allowed';
    expect(code(await upload(aPicture()))).toEqual([415, 'file-type-not-allowed']);
  });

  it('are shown to everybody, in some widths, and never as a page', async () => {
    const answer = await get(`${world.url}/api/images/${randomUUID()}?w=640`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(code(await get(`${world.url}/api/images/${randomUUID()}?w=641`))).toEqual([
      422,
      'validation-failed',
    ]);
  });
});

describe('proofs', () => {
  it.each(['file', 'preview'])('are shown to organisers, and never as a page: %s', async (what) => {
    const { status, headers } = await get(at(`/proofs/${randomUUID()}/${what}`), admin);
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('set-cookie')).toBeNull();
    expect(code(await get(at(`/proofs/${nobody}/${what}`), admin))).toEqual([
      404,
      'proof-not-found',
    ]);
    expect(code(await get(at(`/proofs/none/${what}`), admin))).toEqual([404, 'proof-not-found']);
  });
});

describe('messages and webhooks', () => {
  it('are listed by status, and sent again', async () => {
    await get(at('/notifications?status=failed'), admin);
    expect(asked('qry.notifier.all-deliveries.v1')).toEqual([{ limit: 20, status: 'failed' }]);
    expect(code(await get(at('/notifications?status=lost'), admin))).toEqual([
      422,
      'validation-failed',
    ]);
    expect(code(await post(at(`/notifications/${nobody}/retry`), undefined, admin))).toEqual([
      404,
      'notification-not-found',
    ]);

    const now = new Date().toISOString();
    const delivery = {
      id: nobody,
      bookingId: nobody,
      kind: 'held',
      channel: 'email',
      status: 'queued',
      attempts: 0,
      lastError: null,
      nextAttemptAt: now,
      createdAt: now,
      updatedAt: now,
    } as const;
    world.neighbours.answers.retryDelivery = () => ({ delivery });
    expect((await post(at(`/notifications/${nobody}/retry`), {}, admin)).json).toEqual(delivery);
  });

  it('have endpoints, whose secret is told once for a key', async () => {
    const key = { ...admin, 'Idempotency-Key': randomUUID() };
    const made = await post(
      at('/webhook-endpoints'),
      { url: 'https://hooks.example.org/karcis' },
      key,
    );
    expect(made.status).toBe(201);
    expect(contracts.CreatedWebhookEndpoint.parse(made.json)).toEqual(made.json);
    expect(
      (await post(at('/webhook-endpoints'), { url: 'https://hooks.example.org/karcis' }, key)).text,
    ).toBe(made.text);
    expect((await get(at('/webhook-endpoints'), admin)).json.data).toEqual([]);
    expect(code(await remove(`/webhook-endpoints/${nobody}`))).toEqual([
      404,
      'webhook-endpoint-not-found',
    ]);

    world.neighbours.answers.createWebhookEndpoint = () => ({ outcome: 'webhook-url-not-allowed' });
    const inside = await post(at('/webhook-endpoints'), { url: 'http://169.254.169.254/' }, admin);
    expect(code(inside)).toEqual([422, 'webhook-url-not-allowed']);
  });
});

describe('dead letters', () => {
  const letter = (service: string, n: number) => ({
    id: `0199d1c0-0000-7000-8000-00000000000${n}`,
    service,
    durable: service,
    subject: 'booking.held.v1.x',
    error: 'failed',
    attempts: 5,
    createdAt: new Date().toISOString(),
    replayedAt: null,
  });

  it('of every service come one after the other', async () => {
    const all: Record<string, ReturnType<typeof letter>[]> = {
      booking: [letter('booking', 1), letter('booking', 2), letter('booking', 3)],
      capacity: [],
      notifier: [letter('notifier', 4)],
      'proof-validation': [letter('proof-validation', 5)],
    };
    world.neighbours.answers.listDeadLetters = (service, { limit, cursor }) => {
      const from = Number(cursor ?? 0);
      const data = all[service]!.slice(from, from + limit);
      const isMore = all[service]!.length > from + limit;
      return { data, nextCursor: isMore ? String(from + limit) : null };
    };
    const seen: string[] = [];
    let cursor = '';
    for (let pages = 0; pages < 5; pages++) {
      const { json } = await get(at(`/dead-letters?limit=2${cursor}`), admin);
      seen.push(...json.data.map(({ id }: { id: string }) => id.at(-1)));
      if (!json.nextCursor) break;
      cursor = `&cursor=${json.nextCursor}`;
    }
    expect(seen).toEqual(['1', '2', '3', '4', '5']);
    expect(code(await get(at('/dead-letters?cursor=nonsense'), admin))).toEqual([
      422,
      'validation-failed',
    ]);
  });

  it('are replayed by the service that has them', async () => {
    const { id } = letter('notifier', 4);
    world.neighbours.answers.replayDeadLetter = (service) =>
      service === 'notifier'
        ? { replayed: true, letter: letter('notifier', 4) }
        : { replayed: false, letter: null };
    const answer = await post(at(`/dead-letters/${id}/replay`), undefined, admin);
    expect(answer.json).toMatchObject({ replayed: true, letter: { id, service: 'notifier' } });

    world.neighbours.reset();
    expect(code(await post(at(`/dead-letters/${id}/replay`), undefined, admin))).toEqual([
      404,
      'dead-letter-not-found',
    ]);
  });
});
