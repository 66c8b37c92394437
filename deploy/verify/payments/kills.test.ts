import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type HeldBooking, PaymentMethod } from '@karcis/contracts';
import { type Answer, createApi } from '@karcis/local';
import {
  atEndOfFile,
  type LocalProviders,
  type SignedWebhook,
  startLocalProviders,
  until,
} from '@karcis/testing';
import { z } from 'zod';
import { readConfig } from '../faults/config.ts';
import { useStack } from '../faults/use-stack.ts';
import { rounds } from './kill-rounds.ts';

const ROUND_WITHIN_MS = 600_000;
const DONE_WITHIN_MS = 60_000;
const NAMES = ['midtrans', 'xendit', 'stripe'] as const;
const Methods = z.object({ data: z.array(PaymentMethod) });

let providers: LocalProviders | undefined;
// Webhooks are handed over by the test, as often as their sender would.
const world = useStack(async () => {
  const local = await startLocalProviders();
  atEndOfFile(local.stop);
  providers = local;
  return local.settings;
});
const chosen = rounds.filter(({ tellsMost }) => tellsMost || readConfig().all);

describe('kill -9 on the way of a payment', () => {
  afterEach(() => world.rest());

  it.each(chosen.map((round, n) => ({ ...round, provider: NAMES[n % 3] ?? 'stripe' })))(
    'leaves one session, one payment, one PAID and one refund: $during at $provider, $service, $when',
    async ({ during, service, point, provider: name }) => {
      const provider = providers?.[name];
      if (!provider) throw new Error('the providers have not begun');
      const { people } = world;
      const held = await people.hold((await people.createItem()).id);
      await world.rest();
      const armFor = (step: typeof during) =>
        during === step ? world.killAt(service, point) : undefined;
      const earlier = new Set(provider.orders.keys());

      await armFor('checkout');
      const key = randomUUID();
      const first = await checkout(held, name, key);
      const second = await checkout(held, name, randomUUID());
      expect(second.json).toEqual(first.json);
      const [order = '', ...others] = [...provider.orders.keys()].filter((id) => !earlier.has(id));
      expect(others).toEqual([]);

      provider.pay(order);
      await armFor('webhook');
      await deliver(name, provider.webhooks.made.at(-1));
      await becomes(held.id, 'PAID', 'paid');

      await armFor('refund');
      await post(`/api/admin/bookings/${held.id}/cancel`, { reason: 'Guru sakit' });
      await post(`/api/admin/bookings/${held.id}/refund`, {});
      await becomes(held.id, 'CANCELLED', 'refunded');
      await deliver(name, provider.webhooks.made.at(-1));

      expect(provider.orders.get(order)).toMatchObject({ state: 'refunded' });
      await world.rest();
      expect(await world.unreached()).toEqual([]);
      expect(await stepsOf(held.id)).toEqual(['HOLD', 'PENDING', 'PAID', 'CANCELLED']);
      expect(await paymentsOf(held.id)).toEqual([{ state: 'CANCELLED', status: 'refunded' }]);
    },
    ROUND_WITHIN_MS,
  );
});

/** Asks until there is a final answer, as people do. */
async function insist(path: string, question: Parameters<ReturnType<typeof createApi>>[2]) {
  const api = createApi(world.handle.gateways[0] ?? '');
  let answer: Answer | undefined;
  await until(
    async () => {
      answer = await api('POST', path, question).catch(() => undefined);
      return answer && answer.status < 500 && answer.status !== 409;
    },
    { what: `a final answer to ${path}`, timeoutMs: DONE_WITHIN_MS },
  );
  return answer as Answer;
}

async function checkout(held: HeldBooking, provider: string, key: string): Promise<Answer> {
  const api = createApi(world.handle.gateways[0] ?? '');
  const { json } = await api('GET', `/api/items/${held.item.id}/payment-methods`);
  const methodId = Methods.parse(json).data.find((one) => one.provider === provider)?.id;
  const answer = await insist(`/api/bookings/${held.id}/checkout`, {
    token: held.ownerToken,
    key,
    body: { methodId },
  });
  expect(answer.status).toBe(201);
  return answer;
}

async function post(path: string, body: object): Promise<void> {
  const answer = await insist(path, {
    token: world.handle.admin.apiKey,
    key: randomUUID(),
    body,
  });
  expect(answer.status).toBe(200);
}

/** Sends it until it is taken. */
async function deliver(name: string, webhook: SignedWebhook | undefined): Promise<void> {
  const url = `${world.handle.gateways[0]}/api/webhooks/payments/${name}`;
  const { headers, body } = webhook ?? {};
  const send = async () => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: body ?? '',
    });
    return answer.status === 200;
  };
  await until(send, { what: 'the webhook is taken', timeoutMs: DONE_WITHIN_MS });
}

/** What a dead worker had claimed is free again after a minute: here at once. */
async function becomes(id: string, state: string, status: string): Promise<void> {
  const isThere = async () => {
    await world.database.query(
      'update booking.payment_events set next_try_at = now() where next_try_at > now()',
    );
    await world.database.query(
      'update booking.payments set next_refund_at = now() where next_refund_at > now()',
    );
    await pause(200);
    return (await paymentsOf(id)).some((row) => row.state === state && row.status === status);
  };
  await until(isThere, { what: `${state} ${status}`, timeoutMs: DONE_WITHIN_MS });
}

async function paymentsOf(id: string) {
  const { rows } = await world.database.query<{ state: string; status: string }>(
    `select b.state, p.status from booking.payments p join booking.bookings b on b.id = p.booking_id
     where b.id = $1`,
    [id],
  );
  return rows;
}

/** The states that a booking went through. */
async function stepsOf(id: string): Promise<string[]> {
  const { rows } = await world.database.query<{ to: string }>(
    `select to_state as to from booking.audit
     where booking_id = $1 and from_state is distinct from to_state order by version`,
    [id],
  );
  return rows.map(({ to }) => to);
}
