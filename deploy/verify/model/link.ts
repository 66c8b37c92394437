import type { MsgHdrs } from '@nats-io/transport-node';
import type { Life } from './life.ts';

export type Status = { readonly type: 'disconnect' | 'reconnect' };

/** One process's connection to the server. */
export type Link = {
  readonly life: Life;
  up: boolean;
  closed: boolean;
  /** Sent while it was down: goes out when it stands again. */
  held: (() => void)[];
  readonly tellStatus: Set<(status: Status) => void>;
  /** No message of one kind overtakes another on a connection, as on TCP. */
  lastAt: number;
  lastAckAt: number;
};

export type Stored = {
  readonly seq: number;
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers: MsgHdrs | undefined;
  /** Of the world. */
  readonly at: number;
};

/** How a stream reaches its readers and those who wait for its acknowledgements. */
export type Ways = {
  deliver(link: Link, what: string, hand: () => void, delayMs: number): void;
  reply(subject: string, message: { readonly data: Uint8Array }): void;
};
