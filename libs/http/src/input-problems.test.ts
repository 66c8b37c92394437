import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { invalidInput, pointerTo } from './input-problems.ts';

const Order = z.strictObject({
  name: z.string().min(1).max(5),
  quantity: z.int().min(1).max(9).multipleOf(2).optional(),
  email: z.email().optional(),
  code: z.string().regex(/^a+$/, { error: 'hanya huruf a | only the letter a' }).optional(),
  kind: z.enum(['text', 'select']).optional(),
  itemId: z.union([z.guid(), z.string().regex(/^x$/)]),
  guests: z
    .array(z.strictObject({ 'a/b~c': z.string() }))
    .max(2)
    .optional(),
  even: z
    .number()
    .refine((value) => value % 2 === 0, { error: 'must be even' })
    .optional(),
});

const whole = { name: 'Siti', itemId: 'x' };

function errorsOf(input: unknown) {
  const { error } = Order.safeParse(input);
  return error ? invalidInput(error).errors : [];
}

describe('invalidInput', () => {
  it.each([
    [{}, '/name', 'required', 'Wajib diisi', 'Required'],
    [{ ...whole, name: '' }, '/name', 'required', 'Wajib diisi', 'Required'],
    [
      { ...whole, name: 7 },
      '/name',
      'wrong-type',
      'Jenisnya harus string',
      'Must be of type string',
    ],
    [
      { ...whole, name: 'Aminah' },
      '/name',
      'too-big',
      'Paling banyak 5 karakter',
      'At most 5 characters',
    ],
    [{ ...whole, quantity: 0 }, '/quantity', 'too-small', 'Paling sedikit 1', 'At least 1'],
    [{ ...whole, quantity: 10 }, '/quantity', 'too-big', 'Paling banyak 9', 'At most 9'],
    [
      { ...whole, quantity: 3 },
      '/quantity',
      'wrong-step',
      'Harus kelipatan 2',
      'Must be a multiple of 2',
    ],
    [
      { ...whole, email: 'siti' },
      '/email',
      'wrong-format',
      'Bukan alamat email',
      'Not an e-mail address',
    ],
    [{ ...whole, code: 'b' }, '/code', 'wrong-format', 'hanya huruf a', 'only the letter a'],
    [
      { ...whole, kind: 'file' },
      '/kind',
      'not-an-option',
      'Pilih: text, select',
      'Choose: text, select',
    ],
    [{ ...whole, even: 3 }, '/even', 'invalid', 'Isian tidak sesuai', 'must be even'],
    [{ ...whole, itemId: 'y' }, '/itemId', 'invalid', 'Isian tidak sesuai', 'Not a valid value'],
    [{ name: 'Siti' }, '/itemId', 'required', 'Wajib diisi', 'Required'],
    [
      { ...whole, guests: [{ 'a/b~c': 1 }] },
      '/guests/0/a~1b~0c',
      'wrong-type',
      'Jenisnya harus string',
      'Must be of type string',
    ],
    [
      { ...whole, guests: [{}, {}, {}] },
      '/guests',
      'too-big',
      'Paling banyak 2 isian',
      'At most 2 entries',
    ],
    [[], '', 'wrong-type', 'Jenisnya harus object', 'Must be of type object'],
  ])('explains %j at "%s" as %s', (input, pointer, code, id, en) => {
    expect(errorsOf(input)).toContainEqual({ pointer, code, detail: { id, en } });
  });

  it('points at each unknown field', () => {
    expect(errorsOf({ ...whole, a: 1, b: 2 })).toMatchObject([
      { pointer: '/a', code: 'unknown-field' },
      { pointer: '/b', code: 'unknown-field' },
    ]);
  });

  it('never quotes what was sent', () => {
    const input = {
      name: 'Rahasia',
      email: 'rahasia@',
      kind: 'rahasia',
      itemId: 'rahasia',
      code: 'rahasia',
    };
    expect(errorsOf(input)).toHaveLength(5);
    expect(JSON.stringify(errorsOf(input))).not.toMatch(/rahasia/i);
  });

  it('stops at fifty', () => {
    const many = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`field${index}`, 1]),
    );
    expect(errorsOf({ ...whole, ...many })).toHaveLength(50);
  });
});

describe('pointerTo', () => {
  it('escapes as RFC 6901 says', () => {
    expect(pointerTo([])).toBe('');
    expect(pointerTo(['a/b', 0, 'm~n'])).toBe('/a~1b/0/m~0n');
  });
});
