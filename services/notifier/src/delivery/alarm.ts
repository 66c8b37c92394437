export type Alarm = {
  /** Resolves when it rings, or after the time; at once if it rang since the last rest. */
  rest(ms: number): Promise<void>;
  ring(): void;
};

/** Lets a loop sleep without missing what happens while it works. */
export function createAlarm(): Alarm {
  let rang = false;
  let wake: (() => void) | undefined;

  return {
    rest(ms) {
      if (rang) {
        rang = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const timer = setTimeout(() => wake?.(), ms);
        wake = () => {
          clearTimeout(timer);
          wake = undefined;
          resolve();
        };
      });
    },
    ring() {
      if (wake) wake();
      else rang = true;
    },
  };
}
