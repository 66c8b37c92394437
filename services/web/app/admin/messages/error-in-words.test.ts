import { describe, expect, it } from '@jest/globals';
import { errorInWords } from './error-in-words.ts';

describe('an error of a delivery', () => {
  it.each([
    ['mail server not reached: ECONNREFUSED', 'unreachable'],
    ['mail server not reached: it took too long', 'slow'],
    ['mail server said 550 to RCPT TO', 'refusedAddress'],
    ['mail server said 554 to DATA', 'refusedMail'],
    ['HTTP 500', 'http'],
    ['the endpoint is disabled: it answered 410', 'disabled'],
    ['address not allowed', 'notAllowed'],
    ['not sent within a day', 'stale'],
    ['internal error', 'internal'],
    ['something that nobody has heard of', 'other'],
  ])('%j is told as %s', (error, problem) => {
    expect(errorInWords(error).problem).toBe(problem);
  });

  it('keeps the status that an address answered with', () => {
    expect(errorInWords('HTTP 503')).toEqual({ problem: 'http', status: '503' });
  });
});
