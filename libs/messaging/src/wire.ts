import type { Msg } from '@nats-io/transport-node';

/** One message carries the commands of one tick. */
export const encodeCommands = (commands: readonly string[]) =>
  `{"commands":[${commands.join(',')}]}`;

/** The commands of a message, not yet validated; undefined when it is no such message. */
export function decodeCommands(msg: Msg): readonly unknown[] | undefined {
  try {
    const { commands } = msg.json<{ readonly commands?: unknown }>();
    return Array.isArray(commands) ? commands : undefined;
  } catch {
    return undefined;
  }
}

/** `failed` and `invalid` concern this command; `unavailable` may pass. Details stay in the service's log. */
export type WireError = 'failed' | 'invalid' | 'unavailable';
export type WireResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: WireError };

/** Part of an answer: the results from the command `from` on. */
export type ReplyPart = { readonly from: number; readonly results: readonly WireResult[] };

const PART_BYTES_MAX = 512_000;

/** Answers in as many parts as needed, since 256 lists do not fit into one message. */
export function* encodeReply(results: readonly WireResult[], bytesMax: number): Generator<string> {
  let from = 0;
  let part: string[] = [];
  let bytes = 0;
  for (const [index, result] of results.entries()) {
    const text = fitting(JSON.stringify(result), bytesMax);
    const size = Buffer.byteLength(text);
    if (part.length > 0 && bytes + size > Math.min(PART_BYTES_MAX, bytesMax)) {
      yield encodePart(from, part);
      from = index;
      part = [];
      bytes = 0;
    }
    part.push(text);
    bytes += size + 1;
  }
  yield encodePart(from, part);
}

const encodePart = (from: number, results: readonly string[]) =>
  `{"from":${from},"results":[${results.join(',')}]}`;

const FAILED = JSON.stringify({ ok: false, error: 'failed' } satisfies WireResult);

const fitting = (text: string, bytesMax: number) =>
  Buffer.byteLength(text) > bytesMax ? FAILED : text;
