import { useEffect, useRef, useState } from 'react';
import type { Refusal } from '../../../src/gateway/connection.ts';
import { sendFile } from '../../live/send-file.ts';
import { useShell } from '../../shell/site.ts';
import { useFrame } from '../shell/use-frame.ts';

export type ImageUpload =
  | { readonly kind: 'idle' | 'checking' | 'lost' | 'cancelled' }
  | { readonly kind: 'sending'; readonly percent: number }
  | { readonly kind: 'refused'; readonly problem: Refusal };

type Chosen = { readonly file: File; readonly key: string };

/** A picture on its way. The same file goes again with the same key, so it has one effect. */
export function useImageUpload(onDone: (imageUrl: string) => void) {
  const { csrfToken } = useFrame();
  const { language } = useShell();
  const [state, setState] = useState<ImageUpload>({ kind: 'idle' });
  const [chosen, setChosen] = useState<Chosen>();
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);

  async function send({ file, key }: Chosen): Promise<void> {
    abort.current?.abort();
    const running = new AbortController();
    abort.current = running;
    setState({ kind: 'sending', percent: 0 });
    const form = new FormData();
    form.set('file', file);
    const result = await sendFile<{ imageUrl: string }>({
      address: '/api/admin/images',
      headers: {
        'Idempotency-Key': key,
        'X-CSRF-Token': csrfToken,
        'Accept-Language': language,
      },
      form,
      signal: running.signal,
      onProgress: (share) =>
        setState(
          share < 1 ? { kind: 'sending', percent: Math.floor(share * 100) } : { kind: 'checking' },
        ),
    });
    if (abort.current !== running) return;
    if (result.kind !== 'done') return setState(result);
    setState({ kind: 'idle' });
    setChosen(undefined);
    onDone(result.body.imageUrl);
  }

  return {
    state,
    /** The file that is on its way, or did not come through. */
    file: chosen?.file,
    choose(file: File) {
      const next = { file, key: crypto.randomUUID() };
      setChosen(next);
      void send(next);
    },
    retry: () => chosen && void send(chosen),
    cancel: () => abort.current?.abort(),
    reset() {
      setChosen(undefined);
      setState({ kind: 'idle' });
    },
  };
}
