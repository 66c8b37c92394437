import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Refusal } from '../../src/gateway/connection.ts';
import { type Owner, sendProof } from './booking-calls.ts';

export type UploadState =
  | { readonly kind: 'idle' | 'checking' | 'lost' | 'cancelled' }
  | { readonly kind: 'sending'; readonly percent: number }
  | { readonly kind: 'refused'; readonly problem: Refusal };

/** The booking moved on, by this form in another tab or by time: its page tells how. */
const MOVED_ON = new Set([
  'invalid-transition',
  'idempotency-key-reused',
  'already-done',
  'hold-expired',
]);

/** One proof on its way. Sending it again after a lost connection takes the same key, so it has one effect. */
export function useUpload(owner: Owner, code: string, key: string) {
  const navigate = useNavigate();
  const [state, setState] = useState<UploadState>({ kind: 'idle' });
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);

  async function send(form: FormData): Promise<void> {
    if (state.kind === 'sending' || state.kind === 'checking') return;
    const running = new AbortController();
    abort.current = running;
    setState({ kind: 'sending', percent: 0 });
    const result = await sendProof(owner, {
      form,
      key,
      signal: running.signal,
      onProgress: (share) =>
        setState(
          share < 1 ? { kind: 'sending', percent: Math.floor(share * 100) } : { kind: 'checking' },
        ),
    });
    if (abort.current !== running) return;
    if (
      result.kind === 'done' ||
      (result.kind === 'refused' && MOVED_ON.has(result.problem.code))
    ) {
      return void navigate(`/b/${code}`, { replace: true });
    }
    setState(result);
  }

  return {
    state,
    send,
    cancel: () => abort.current?.abort(),
    /** The person changed something: what was said of the last try is over. */
    reset: () =>
      setState((now) =>
        now.kind === 'sending' || now.kind === 'checking' ? now : { kind: 'idle' },
      ),
  };
}
