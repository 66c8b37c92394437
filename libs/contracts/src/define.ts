import type { z } from 'zod';

/** The publisher's stream that keeps an event. Streams belong to the publisher. */
export type StreamName = 'BOOKING' | 'CAPACITY' | 'PROOF';

/** What one kind of event says: its versioned type, the stream that keeps it, and the shape of its data. */
export type EventContract<Type extends string = string, Data = unknown> = {
  readonly type: Type;
  readonly stream: StreamName;
  readonly data: z.ZodType<Data>;
  /** A committed example that publisher and reader both test against. */
  readonly example: Data;
};

/** Declares an event. `type` is `<context>.<past-tense>.v<N>`; an optional field keeps N, a changed meaning raises it. */
export const defineEvent = <const Type extends string, Schema extends z.ZodType>(contract: {
  type: Type;
  stream: StreamName;
  data: Schema;
  example: z.infer<Schema>;
}): EventContract<Type, z.infer<Schema>> => contract as EventContract<Type, z.infer<Schema>>;

/** One question or command that a service answers over NATS request/reply. */
export type CallContract<Request = unknown, Response = unknown> = {
  /** `cmd.<service>.<verb>.v1` or `qry.<service>.<noun>.v1`. */
  readonly subject: string;
  readonly request: z.ZodType<Request>;
  readonly response: z.ZodType<Response>;
};

/** Declares a call. Refusals are part of the response's union; only failures are exceptions. */
export const defineCall = <Req extends z.ZodType, Res extends z.ZodType>(contract: {
  subject: string;
  request: Req;
  response: Res;
}): CallContract<z.infer<Req>, z.infer<Res>> =>
  contract as CallContract<z.infer<Req>, z.infer<Res>>;

export type RequestOf<Call> = Call extends { readonly request: z.ZodType<infer Request> }
  ? Request
  : never;
export type ResponseOf<Call> = Call extends { readonly response: z.ZodType<infer Response> }
  ? Response
  : never;
