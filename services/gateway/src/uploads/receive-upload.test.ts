import { describe, expect, it } from '@jest/globals';
import { patienceMs } from './receive-upload.ts';

const STALL_MS = 20_000;

describe('the patience with an upload', () => {
  it('is as long as a line may be silent, while the file comes at a fair pace', () => {
    for (let seconds = 0; seconds < 300; seconds++) {
      expect(patienceMs(seconds * 4_096, seconds * 1_000)).toBe(STALL_MS);
    }
  });

  it('ends with the silence that a line may have, when the file comes drop by drop', () => {
    const endOf = (bytesASecond: number) => {
      let seconds = 0;
      while (patienceMs(seconds * bytesASecond, seconds * 1_000) > 0) seconds++;
      return seconds;
    };
    expect(endOf(0)).toBe(20);
    expect(endOf(1)).toBe(21);
    expect(endOf(1_024)).toBe(40);
  });
});
