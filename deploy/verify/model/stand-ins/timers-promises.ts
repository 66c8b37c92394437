import { setTimeout as delay } from 'node:timers/promises';
import { currentLife } from '../life.ts';

/** A pause by the world's time. */
export function setTimeout<T = void>(
  ms?: number,
  value?: T,
  options: { readonly signal?: AbortSignal } = {},
): Promise<T> {
  if (!currentLife()) return delay(ms, value, options);

  return new Promise((resolve, reject) => {
    const { signal } = options;
    const fail = () => reject(new DOMException('The operation was aborted', 'AbortError'));
    if (signal?.aborted) return fail();
    const timer = globalThis.setTimeout(() => {
      signal?.removeEventListener('abort', cut);
      resolve(value as T);
    }, ms);
    const cut = () => {
      clearTimeout(timer);
      fail();
    };
    signal?.addEventListener('abort', cut, { once: true });
  });
}
