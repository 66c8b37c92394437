import { describe, expect, it } from '@jest/globals';
import { createLogger } from './logger.ts';

type Line = Record<string, unknown>;

function logged(write: (log: ReturnType<typeof createLogger>) => void): Line {
  const lines: string[] = [];
  write(createLogger('booking', 'debug', { write: (line: string) => void lines.push(line) }));
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as Line;
}

describe('createLogger', () => {
  it('writes who, when, how serious and what', () => {
    const line = logged((log) => log.warn({ bookingId: 'b1' }, 'slow'));
    expect(line).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      service: 'booking',
      bookingId: 'b1',
      msg: 'slow',
    });
  });

  it('leaves out what is below its level', () => {
    const lines: string[] = [];
    createLogger('booking', 'warn', { write: (line: string) => void lines.push(line) }).info(
      'quiet',
    );
    expect(lines).toEqual([]);
  });

  it('hides personal data and secrets at any depth and in any case', () => {
    const line = logged((log) =>
      log.info({
        name: 'rahasia',
        contact: { whatsapp: 'rahasia' },
        request: { headers: { Authorization: 'rahasia', cookie: 'rahasia', host: 'x' } },
        bookings: [
          { id: 1, note: 'rahasia', ownerToken: 'rahasia', tickets: [{ token: 'rahasia' }] },
        ],
        at: new Date(0),
        nothing: null,
      }),
    );
    expect(JSON.stringify(line)).not.toContain('rahasia');
    expect(line).toMatchObject({
      name: '[redacted]',
      request: { headers: { Authorization: '[redacted]', host: 'x' } },
      bookings: [{ id: 1, note: '[redacted]' }],
      at: '1970-01-01T00:00:00.000Z',
      nothing: null,
    });
  });

  it('survives fields that hold themselves', () => {
    const loop: Line = { id: 1 };
    loop.self = loop;
    expect(logged((log) => log.info({ loop }, 'round')).msg).toBe('round');
  });

  it('says of an error what happened and why, not which row it was', () => {
    const cause = Object.assign(new RangeError('inner'), { detail: 'Key (email)=(rahasia)' });
    const error = Object.assign(new Error('outer', { cause }), {
      code: '23505',
      constraint: 'one_seat',
      detail: 'Key (email)=(rahasia) already exists.',
      where: 'rahasia',
    });
    for (const line of [
      logged((log) => log.error({ err: error }, 'failed')),
      logged((log) => log.error({ error }, 'failed')),
      logged((log) => log.error(error)),
    ]) {
      expect(line.err ?? line.error).toMatchObject({
        type: 'Error',
        message: 'outer',
        code: '23505',
        constraint: 'one_seat',
        stack: expect.stringContaining('logger.test.ts'),
        cause: { type: 'RangeError', message: 'inner' },
      });
      expect(JSON.stringify(line)).not.toContain('rahasia');
    }
  });
});
