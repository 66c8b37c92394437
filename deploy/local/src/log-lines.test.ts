import { describe, expect, it } from '@jest/globals';
import { createLogLines, inOneWrite, readable } from './log-lines.ts';

const line = (fields: object) => JSON.stringify(fields);

describe('a log line', () => {
  it('becomes time, level, message and fields', () => {
    const text = readable(
      line({
        level: 'info',
        time: '2030-01-01T10:20:30.456Z',
        service: 'booking',
        msg: 'booking held',
        bookingCode: 'K7QM2XVD9HTA',
        took: 12,
        why: 'two words',
      }),
    );

    expect(text).toBe(
      '10:20:30.456 info  booking held bookingCode=K7QM2XVD9HTA took=12 why="two words"',
    );
  });

  it('shows an error with its stack below', () => {
    const text = readable(
      line({ level: 'error', msg: 'failed', err: { message: 'no', stack: 'Error: no\n    at a' } }),
    );

    expect(text.split('\n').map((part) => part.trim())).toEqual([
      'error failed',
      'Error: no',
      'at a',
    ]);
  });

  it.each(['plain text', '{ not json', ''])('stays as it is when it is no JSON: %j', (text) => {
    expect(readable(text)).toBe(text);
  });

  it('bears its source, aligned', () => {
    const printed: string[] = [];
    const linesOf = createLogLines((text) => printed.push(text));

    linesOf('nats')('hello');
    linesOf('proof-validation/2')('hello');

    expect(printed.map((text) => text.indexOf('hello'))).toEqual([19, 19]);
  });
});

describe('lines that come at once', () => {
  it('go out in one write, in their order, and later ones in another', async () => {
    const written: string[] = [];
    const print = inOneWrite((text) => void written.push(text));
    print('one');
    print('two');
    await Promise.resolve();
    print('three');
    await Promise.resolve();
    expect(written).toEqual(['one\ntwo', 'three']);
  });
});
