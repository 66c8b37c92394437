import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Trouble, until } from '@karcis/testing';
import { type PaymentProvider, ProviderUnavailable } from '../../src/providers/provider.ts';
import { checkoutOf, names, refundOf, request, startHarness } from './harness.ts';

const troubles: readonly Trouble[] = ['server-error', 'not-json', 'hang'];

describe.each(names)('%s in trouble', (name) => {
  let harness: Awaited<ReturnType<typeof startHarness>>;
  const circuit: boolean[] = [];
  beforeEach(async () => {
    circuit.length = 0;
    const onCircuit = (_: string, isOpen: boolean) => void circuit.push(isOpen);
    harness = await startHarness(name, { timeoutMs: 200, openMs: 1_000, onCircuit });
  });
  afterEach(() => harness.local.stop());

  const calls = (reference: string) =>
    [
      (it: PaymentProvider) => it.createCheckout(request),
      (it: PaymentProvider) => it.findReport(checkoutOf(reference)),
      (it: PaymentProvider) => it.expireCheckout(checkoutOf(reference)),
      (it: PaymentProvider) => it.refund(refundOf(reference)),
    ] as const;

  it.each(troubles)('is unavailable, to every question: %s', async (trouble) => {
    const { reference } = await harness.open(undefined, {}).createCheckout(request);
    harness.local.setTrouble(trouble);
    for (const call of calls(reference)) {
      const answer = call(harness.provider).then(String, (error: unknown) => error);
      expect(await answer).toBeInstanceOf(ProviderUnavailable);
    }
  });

  it('is unavailable when nothing listens', async () => {
    await harness.local.stop();
    await expect(harness.provider.createCheckout(request)).rejects.toBeInstanceOf(
      ProviderUnavailable,
    );
    harness = await startHarness(name);
  });

  it('is waited for while it is slow', async () => {
    const patient = harness.open(undefined, {});
    harness.local.setTrouble('slow');
    const { reference } = await patient.createCheckout(request);
    expect(reference).not.toBe('');
  });

  it('is unavailable, not lost, while our key is not known there', async () => {
    const stranger = harness.open('another-key', {});
    await expect(stranger.createCheckout(request)).rejects.toBeInstanceOf(ProviderUnavailable);
    expect(harness.local.webhooks.made).toHaveLength(0);
  });

  it('is left alone after five failures, and asked again later', async () => {
    const { provider, local } = harness;
    const { reference } = await harness.open(undefined, {}).createCheckout(request);
    local.setTrouble('server-error');
    const ask = () => provider.findReport(checkoutOf(reference));
    for (let failures = 0; failures < 5; failures++) {
      await expect(ask()).rejects.toBeInstanceOf(ProviderUnavailable);
    }

    const asked = local.requests.length;
    await expect(ask()).rejects.toBeInstanceOf(ProviderUnavailable);
    expect(local.requests).toHaveLength(asked);
    expect(circuit).toEqual([false, true]);

    local.setTrouble('none');
    await until(() =>
      ask().then(
        () => true,
        () => false,
      ),
    );
    expect(circuit).toEqual([false, true, false]);
  });

  it('tells nothing of people or keys in its errors', async () => {
    const { provider, local } = harness;
    const { reference } = await harness.open(undefined, {}).createCheckout(request);
    const failures: unknown[] = [];
    for (const trouble of ['none', 'server-error', 'not-json'] as const) {
      local.setTrouble(trouble);
      failures.push(await provider.refund(refundOf(reference)).catch((error: unknown) => error));
    }
    const secrets = Object.values(local).filter((value) => typeof value === 'string');
    for (const failure of failures as Error[]) {
      const text = `${failure.message} ${failure.stack} ${JSON.stringify(failure)} ${String(failure.cause)}`;
      for (const secret of ['Sri', 'sri@', '6281', ...secrets]) expect(text).not.toContain(secret);
    }
    expect(failures).toHaveLength(3);
  });
});
