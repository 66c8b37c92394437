import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { failureText } from './failure-text.ts';

describe('the text of a failure', () => {
  it('names its kind and says why', () => {
    expect(failureText(new RangeError('too many places'))).toBe('RangeError: too many places');
  });

  it('leaves out what could be about a person', () => {
    const error = new Error('Budi <budi.s@example.co.id>, +62 812-3456-7890 or 0812 3456 7890');
    expect(failureText(error)).not.toMatch(/budi\.s|3456/);
  });

  it('keeps ids, by which the case can be found', () => {
    const id = '01997b7e-3c11-7000-8000-5d1c0a5f9b01';
    expect(failureText(new Error(`no booking ${id}`))).toBe(`Error: no booking ${id}`);
  });

  it('keeps of Postgres only the code and the place, since it quotes values', () => {
    const error = Object.assign(new Error('invalid input syntax for type uuid: "budi"'), {
      code: '22P02',
    });
    expect(failureText(error)).toBe('Postgres 22P02');
    expect(failureText(Object.assign(error, { constraint: 'bookings_pkey' }))).toBe(
      'Postgres 22P02 at bookings_pkey',
    );
  });

  it('says where a contract was broken, not by what', () => {
    const schema = z.object({ contact: z.object({ email: z.email() }) });
    const { error } = schema.safeParse({ contact: { email: 'budi' } });
    expect(failureText(error)).toBe('breaks its contract: contact.email invalid_format');
  });

  it('is short', () => {
    expect(failureText(new Error('x'.repeat(10_000))).length).toBeLessThanOrEqual(300);
  });

  it('says nothing of what is no error', () => {
    expect(failureText('budi@example.id')).toBe('string');
  });
});
