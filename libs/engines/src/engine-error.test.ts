import { describe, expect, it } from '@jest/globals';
import { explain, PortTaken } from './engine-error.ts';

const attempt = { engine: 'PostgreSQL', dataDir: '/data', port: 5432 };

describe('explain', () => {
  it.each([
    [
      'FATAL:  could not write to file "x": No space left on device',
      'The disk is full: PostgreSQL needs room in /data.',
    ],
    [
      "EACCES: permission denied, mkdir '/data'",
      'PostgreSQL may not use /data: make the folder belong to you, or choose another one.',
    ],
    [
      "ENOTDIR: not a directory, mkdir '/data'",
      '/data is not a folder: PostgreSQL needs one for its data.',
    ],
    [
      '[1] Address already in use',
      'Port 5432 is taken: stop what listens there, or let PostgreSQL use another one.',
    ],
    ['LOG:  a\nFATAL:  bad\nLOG:  b', 'PostgreSQL did not start: FATAL:  bad.'],
    ['just this.\n\n', 'PostgreSQL did not start: just this.'],
    ['', 'PostgreSQL did not start: it said nothing.'],
  ])('makes one sentence of %j', (lastWords, sentence) => {
    expect(explain(lastWords, attempt).message).toBe(sentence);
  });

  it('tells a taken port apart, for which another one helps', () => {
    expect(explain('bind: address already in use', attempt)).toBeInstanceOf(PortTaken);
    expect(explain('FATAL:  bad', attempt)).not.toBeInstanceOf(PortTaken);
  });
});
