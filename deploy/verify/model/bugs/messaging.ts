import { bug } from './bug.ts';

const messaging = 'libs/messaging/src';
const settle = `${messaging}/settle.ts`;
const outbox = `${messaging}/outbox.ts`;
const loss = `${messaging}/loss.ts`;

/** From a commit to its effect elsewhere, once. */
export const messagingBugs = [
  bug(
    'an event is acknowledged before its effect commits',
    settle,
    `const done = await transact((unit) => handleOnce(durable, unit, batch));
    for (const { message } of batch) message.ack();`,
    `for (const { message } of batch) message.ack();
    const done = await transact((unit) => handleOnce(durable, unit, batch));`,
  ),
  bug(
    'the inbox is not asked',
    settle,
    'const fresh = batch.filter(({ event }) => unhandled.delete(event.id));',
    'const fresh = batch.filter(() => unhandled !== undefined);',
  ),
  bug(
    'an event that failed is acknowledged',
    `${messaging}/give-up.ts`,
    'message.nak(retryDelayMs(message.info.deliveryCount));',
    'message.ack(); void retryDelayMs;',
  ),
  bug(
    'the outbox is polled by id > last',
    outbox,
    `where published_at is null and created_at`,
    `where id > coalesce((select id from outbox where published_at is not null order by id desc limit 1),
        '00000000-0000-0000-0000-000000000000') and published_at is null and created_at`,
  ),
  bug(
    'the outbox is not polled',
    `${messaging}/leftovers.ts`,
    'const sent = await sender.send(rows.filter(isDue));',
    'const sent = rows.length - rows.length;',
  ),
  bug(
    'an event is published before its commit',
    `${messaging}/unit.ts`,
    'await insertOutboxRows(trx, rows);',
    'await insertOutboxRows(trx, rows);\n      relay?.publish(rows);',
  ),
  bug(
    'announcements are not written down',
    `${messaging}/unit.ts`,
    'await insertOutboxRows(trx, rows);',
    'await insertOutboxRows(trx, rows.slice(1));',
  ),
  {
    name: 'a stream that lost its tail passes for sound',
    patches: [
      {
        file: loss,
        find: 'if (info.state.last_seq < mark.seq) {',
        replace: 'if (info.state.last_seq < 0) {',
      },
      {
        file: loss,
        find: 'return eventId === mark.eventId ?',
        replace: 'return eventId !== mark.incarnation ?',
      },
    ],
  },
  bug(
    'a new stream is not filled again',
    loss,
    '  await unpublish(client);\n',
    '  void unpublish;\n',
  ),
];
