import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWebhookReceiver, type WebhookReceiver } from '@karcis/testing';

describe('the webhook receiver', () => {
  let receiver: WebhookReceiver;
  beforeAll(async () => {
    receiver = await startWebhookReceiver();
  });
  afterAll(() => receiver.stop());

  const post = (body: string) =>
    fetch(`${receiver.url}/hook?x=1`, { method: 'POST', body, headers: { 'webhook-id': 'msg_1' } });

  it('keeps the body as it was sent, with path and headers', async () => {
    expect((await post('{ "a":  1 }')).status).toBe(204);

    expect(receiver.received.at(-1)).toMatchObject({
      method: 'POST',
      path: '/hook?x=1',
      headers: { 'webhook-id': 'msg_1' },
      body: '{ "a":  1 }',
    });
  });

  it('answers as it is told, by what it is asked if need be', async () => {
    receiver.answerWith({ status: 410, body: 'gone' });
    expect(await (await post('x')).text()).toBe('gone');

    receiver.answerWith(({ body }) => ({ status: body === 'good' ? 200 : 500 }));
    expect([(await post('good')).status, (await post('bad')).status]).toEqual([200, 500]);
  });

  it('is as slow as it is told to be', async () => {
    receiver.answerWith({ status: 200, delayMs: 5_000 });

    const answer = fetch(receiver.url, { signal: AbortSignal.timeout(100) });
    await expect(answer).rejects.toThrow('timeout');
  });
});
