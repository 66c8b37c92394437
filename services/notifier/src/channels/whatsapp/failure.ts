import { SendFailure } from '../channel.ts';

/**
 * What a provider's error is about. `never`: this message, so another attempt ends the same way. `later`: this message and
 * this reader for now. `outage`: the provider, our account or our settings, so everything waits until somebody has put it right.
 */
export type Meaning = 'never' | 'later' | 'outage';

/** The reason is stored and shown: a provider's own words may quote a number, its code does not. */
export function toFailure(
  provider: string,
  { status, code }: { readonly status: number; readonly code: number | undefined },
  meaningOf: (code: number) => Meaning | undefined,
): SendFailure {
  const known = code === undefined ? undefined : meaningOf(code);
  const meaning = known ?? meaningOfStatus(status);
  const said = code === undefined ? `HTTP ${status}` : `error ${code}`;
  return new SendFailure(`${provider} said ${said}`, {
    isFinal: meaning === 'never',
    isOutage: meaning === 'outage',
  });
}

function meaningOfStatus(status: number): Meaning {
  if (status === 401 || status === 403 || status === 429 || status >= 500) return 'outage';
  return status >= 400 ? 'never' : 'later';
}
