import type { Verdict } from './entries.ts';

type Tone = 'good' | 'wait' | 'bad';

/** Hertz and seconds of each sound, and milliseconds of shaking: to be told apart without looking. */
const SIGNALS: Readonly<Record<Tone, { notes: readonly [number, number][]; shake: number[] }>> = {
  good: { notes: [[1320, 0.14]], shake: [80] },
  wait: {
    notes: [
      [660, 0.12],
      [660, 0.12],
    ],
    shake: [60, 60, 60],
  },
  bad: {
    notes: [
      [220, 0.25],
      [165, 0.35],
    ],
    shake: [300, 80, 300],
  },
};

export function toneOf(verdict: Verdict): Tone {
  if (verdict.kind === 'in') return verdict.isNew ? 'wait' : 'good';
  return verdict.kind === 'unsure' ? 'wait' : 'bad';
}

/** To be made in answer to a tap: browsers let nothing sound before. */
export function createSignals(): (tone: Tone) => void {
  const context = typeof AudioContext === 'undefined' ? undefined : new AudioContext();
  return (tone) => {
    const { notes, shake } = SIGNALS[tone];
    navigator.vibrate?.(shake);
    if (!context) return;
    let at = context.currentTime;
    for (const [hertz, seconds] of notes) {
      const oscillator = new OscillatorNode(context, { type: 'square', frequency: hertz });
      const gain = new GainNode(context, { gain: 0.2 });
      oscillator.connect(gain).connect(context.destination);
      oscillator.start(at);
      oscillator.stop(at + seconds);
      at += seconds + 0.05;
    }
  };
}
