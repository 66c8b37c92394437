import type { Tx as AnyTx } from '@karcis/db';
import type { Generated, GeneratedAlways, JSONColumnType, Kysely } from 'kysely';
import type { Kind } from '../domain/kind.ts';

/**
 * `planned`: made by an event, and nobody has looked yet whether its reader can be reached; not shown. `queued`: it will be
 * sent. `sent` and `failed` are ends, as is `skipped`: there was nobody to reach or nothing left to say; not shown.
 */
export type Status = 'planned' | 'queued' | 'sent' | 'failed' | 'skipped';

export type DeliveriesTable = {
  id: Generated<string>;
  booking_id: string;
  kind: Kind;
  channel: string;
  /** Where a webhook goes; null on every other channel. */
  endpoint_id: string | null;
  /** What shares one fate, and so one circuit breaker: the endpoint, else the channel. */
  lane: GeneratedAlways<string>;
  booking_version: number;
  occurred_at: Date;
  /** Later nobody wants to hear of it. */
  send_before: Date;
  status: Generated<Status>;
  attempts: Generated<number>;
  /** When it is due again; while it is being sent, when its lease ends. */
  next_attempt_at: Generated<Date | null>;
  /** Who holds it: only they may say how it ended. */
  lease: Generated<string | null>;
  last_error: Generated<string | null>;
  /** How often somebody asked for it again; what a provider says of an earlier round is nothing about this one. */
  round: Generated<number>;
  provider_message_id: Generated<string | null>;
  delivered_at: Generated<Date | null>;
  read_at: Generated<Date | null>;
  /** When the provider said that it cannot be delivered. */
  refused_at: Generated<Date | null>;
  /** Of reminders alone: they move with their item. */
  item_id: Generated<string | null>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
};

export type WebhookEndpointsTable = {
  id: string;
  url: string;
  description: string;
  /** Empty means all. */
  kinds: string[];
  secret: string;
  created_at: Generated<Date>;
  /** Since when it answers 410. */
  disabled_at: Generated<Date | null>;
  removed_at: Generated<Date | null>;
};

export type MessageTemplatesTable = {
  kind: Kind;
  channel: string;
  language: string;
  version: number;
  /** Null after a reset. */
  content: JSONColumnType<object> | null;
  updated_at: Generated<Date>;
};

export type NotifierDatabase = {
  deliveries: DeliveriesTable;
  message_templates: MessageTemplatesTable;
  webhook_endpoints: WebhookEndpointsTable;
};

export type Db = Kysely<NotifierDatabase>;
export type Tx = AnyTx<NotifierDatabase>;
