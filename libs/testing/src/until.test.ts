import { describe, expect, it } from '@jest/globals';
import { until } from './until.ts';

describe('until', () => {
  it('returns what the condition returned once it is true', async () => {
    let asked = 0;

    expect(await until(() => (++asked === 3 ? 'here' : undefined))).toBe('here');
    expect(asked).toBe(3);
  });

  it('gives up in time and says what it waited for', async () => {
    await expect(until(() => false, { timeoutMs: 30, what: 'the train' })).rejects.toThrow(
      'the train did not come within 30 ms',
    );
  });

  it('bears with a condition that throws, and tells the last reason', async () => {
    const cause = new Error('not yet');
    const failing = () => Promise.reject(cause);

    await expect(until(failing, { timeoutMs: 30 })).rejects.toMatchObject({ cause });
    let asked = 0;
    const recovering = () => (++asked < 3 ? failing() : Promise.resolve('here'));
    expect(await until(recovering)).toBe('here');
  });
});
