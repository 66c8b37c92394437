import { setTimeout as delay } from 'node:timers/promises';
import { currentLife, requireLife } from '../life.ts';

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
    const life = requireLife();
    const end = () => {
      signal?.removeEventListener('abort', cut);
      resolve(value as T);
    };
    const cancel = life.world.timer(life, ms ?? 0, end, { name: 'pause', again: false });
    const cut = () => {
      cancel();
      fail();
    };
    signal?.addEventListener('abort', cut, { once: true });
  });
}
