import type { Envelope } from '@karcis/contracts';
import type { Subscription } from './subscription.ts';

export type ReadEvent<D> = { readonly event: Envelope; readonly subscription: Subscription<D> };

/** Undefined for an event of a type that this reader has no handler for; throws when it breaks its contract. */
export function readEvent<D>(
  subscriptions: ReadonlyMap<string, Subscription<D>>,
  payload: string,
): ReadEvent<D> | undefined {
  const value = parseJson(payload);
  const type =
    typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  if (typeof type !== 'string') throw new TypeError('the message names no event type');

  const subscription = subscriptions.get(type);
  return subscription && { subscription, event: subscription.parse(value) };
}

/** The engine's own error quotes the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError('the message is not JSON');
  }
}
