import type { Delivered, DurableConfig } from '../durable.ts';
import { requireLife } from '../life.ts';
import { outsideOf } from '../outside.ts';
import { Channel } from './channel.ts';
import { linkBehind } from './nats-transport.ts';

/** Stands in for the JetStream client over a connection of the simulated bus. */
export * from '@nats-io/jetstream';

/** How often a reader notices by itself that its place is gone. */
const LOOK_EVERY_MS = 10_000;

type DurableInfo = { readonly stream_name: string; readonly name: string };

export async function jetstreamManager(connection: object) {
  const life = requireLife();
  const { bus } = outsideOf(life);
  const { streams } = bus;
  const link = linkBehind(connection);
  const ask = <T>(what: string, answer: () => T) => bus.ask(link, what, answer);

  function consume({ stream_name: stream, name }: DurableInfo) {
    const statuses = new Channel<{ type: string }>();
    const messages = new Channel<Delivered>();
    const lost = (type: string) => statuses.push({ type });
    let leave = () => undefined as void;
    let stopped = false;

    bus.send(
      link,
      `${life.name} pulls ${stream}/${name}`,
      () => {
        if (stopped || !life.alive) return;
        const durable = streams.find(stream, name);
        if (!durable) return lost('consumer_not_found');
        leave = durable.pull({ link, take: (message) => messages.push(message), lost });
      },
      false,
    );
    const looking = setInterval(() => {
      if (link.up && !streams.find(stream, name)) lost('consumer_not_found');
    }, LOOK_EVERY_MS);

    return Object.assign(messages, {
      status: () => statuses,
      stop() {
        stopped = true;
        clearInterval(looking);
        leave();
        statuses.close();
        messages.close();
      },
    });
  }

  return {
    streams: {
      info: (name: string) => ask(`for ${name}`, () => streams.info(name)),
      add: (config: { name: string }) => ask(`to make ${config.name}`, () => streams.add(config)),
      update: (name: string) => ask(`to change ${name}`, () => streams.info(name)),
      delete: (name: string) => ask(`to delete ${name}`, () => streams.delete(name)),
      getMessage: (name: string, { seq }: { seq: number }) =>
        ask(`for ${name} ${seq}`, () => streams.message(name, seq)),
    },
    consumers: {
      info: (name: string, durable: string) =>
        ask(`for ${name}/${durable}`, () => streams.durable(name, durable).info()),
      add: (name: string, config: DurableConfig) =>
        ask(`to make ${name}/${config.durable_name}`, () =>
          streams.addDurable(name, config).info(),
        ),
      update: (name: string, durable: string) =>
        ask(`to change ${name}/${durable}`, () => streams.durable(name, durable).info()),
      async *list(name: string) {
        yield* await ask(`for readers of ${name}`, () => streams.readersOf(name));
      },
      delete: (name: string, durable: string) =>
        ask(`to delete ${name}/${durable}`, () => streams.deleteDurable(name, durable)),
    },
    jetstream: () => ({
      consumers: {
        getConsumerFromInfo: (info: DurableInfo) => ({ consume: async () => consume(info) }),
      },
    }),
  };
}
