import { useEffect, useRef, useState } from 'react';
import { Alert } from '../../ui/alert.tsx';
import { useText } from '../i18n/use-text.ts';
import { createReadCode } from './read-code.ts';

/** The next look comes when the last one is done and the browser has a frame, but not sooner than this. */
const LOOK_EVERY_MS = 120;

/** Shows what the camera sees and says each code that it reads, again and again while it is in sight. */
export function Camera({ onCode }: { readonly onCode: (code: string) => void }) {
  const t = useText();
  const video = useRef<HTMLVideoElement>(null);
  const say = useRef(onCode);
  say.current = onCode;
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    const stop = new AbortController();
    const shown = video.current;
    if (shown) watch(shown, (code) => say.current(code), stop.signal).catch(() => setFailed(true));
    return () => stop.abort();
  }, []);

  if (failed) return <Alert tone="wait">{t('checkIn.noCamera')}</Alert>;
  return (
    <video
      ref={video}
      muted
      playsInline
      aria-label={t('checkIn.camera')}
      className="aspect-[4/3] w-full rounded-card bg-black object-cover"
    />
  );
}

/** Ends with the signal. Throws where there is no camera, or it may not be used. */
async function watch(
  video: HTMLVideoElement,
  onCode: (code: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: 'environment', width: { ideal: 1280 } },
  });
  const end = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  if (signal.aborted) return end();
  signal.addEventListener('abort', end);

  video.srcObject = stream;
  await video.play().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  const readCode = await createReadCode();
  while (!signal.aborted) {
    const code = await readCode(video);
    if (code && !signal.aborted) onCode(code);
    await new Promise((resolve) => {
      setTimeout(() => requestAnimationFrame(resolve), LOOK_EVERY_MS);
    });
  }
}
