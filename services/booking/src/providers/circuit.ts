import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import { type ProviderName, ProviderUnavailable } from './provider.ts';

/** Failures in a row after which a provider is left alone, and for how long until one call tries it again. */
const FAILURES_MAX = 5;
const OPEN_MS = 10_000;

export type Circuit = <T>(call: () => Promise<T>) => Promise<T>;

export type CircuitOptions = {
  readonly provider: ProviderName;
  readonly openMs?: number;
  readonly onCircuit?: (provider: ProviderName, isOpen: boolean) => void;
};

/**
 * Stops asking a provider that does not answer: every call would hold its caller for the whole timeout. Only
 * `ProviderUnavailable` counts; a refusal is an answer. While it is open, calls fail at once with `ProviderUnavailable`.
 */
export function createCircuit({ provider, openMs = OPEN_MS, onCircuit }: CircuitOptions): Circuit {
  const breaker = circuitBreaker(
    handleWhen((error) => error instanceof ProviderUnavailable),
    { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(FAILURES_MAX) },
  );
  onCircuit?.(provider, false);
  breaker.onBreak(() => onCircuit?.(provider, true));
  breaker.onReset(() => onCircuit?.(provider, false));

  return async (call) => {
    try {
      return await breaker.execute(call);
    } catch (error) {
      if (error instanceof BrokenCircuitError) {
        throw new ProviderUnavailable(`${provider} did not answer lately and is left alone`);
      }
      throw error;
    }
  };
}
