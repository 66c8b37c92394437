import type { Envelope, EventContract } from '@karcis/contracts';
import { currentTraceparent } from '@karcis/telemetry';
import { v7 as uuidv7 } from 'uuid';

/** Something that became true and that others may hear of, once the transaction that made it true commits. */
export type Announcement<Data = unknown> = {
  readonly contract: EventContract<string, Data>;
  /** Last part of the subject: whose story this is. The event's own id where it tells of many. */
  readonly entityId?: string;
  readonly data: Data;
  /** Nobody wants to hear of it later than this: it is then never sent. */
  readonly relevantUntil?: Date;
  /** A uuid v7; made when it is left out. */
  readonly id?: string;
};

/** An announcement as the outbox keeps it. */
export type OutboxRow = {
  readonly id: string;
  readonly subject: string;
  readonly payload: string;
  readonly traceparent: string | null;
  readonly relevantUntil: Date | null;
};

export function announce<Data>(
  contract: EventContract<string, Data>,
  entityId: string,
  data: Data,
  options: { readonly relevantUntil?: Date } = {},
): Announcement<Data> {
  return { contract, entityId, data, ...options };
}

/** The same of many at once. */
export const announceMany = <Data>(
  contract: EventContract<string, Data>,
  data: Data,
): Announcement<Data> => ({ contract, data });

/** For hot paths that insert the rows in a statement of their own and then call `relay.publish(rows)`. */
export function toOutboxRows(announcements: readonly Announcement[]): OutboxRow[] {
  const traceparent = currentTraceparent() ?? null;
  const time = new Date().toISOString();

  return announcements.map(({ contract, data, relevantUntil, id = uuidv7(), entityId = id }) => ({
    id,
    subject: `${contract.type}.${entityId}`,
    payload: JSON.stringify({
      specversion: '1.0',
      id,
      type: contract.type,
      source: `/karcis/${contextOf(contract.type)}`,
      time,
      subject: entityId,
      datacontenttype: 'application/json',
      data,
    } satisfies Envelope),
    traceparent,
    relevantUntil: relevantUntil ?? null,
  }));
}

const contextOf = (type: string) => type.slice(0, type.indexOf('.'));
