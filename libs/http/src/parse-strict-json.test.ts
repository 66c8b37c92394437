import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseStrictJson } from './parse-strict-json.ts';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('parseStrictJson', () => {
  it.each([
    ['nothing', ''],
    ['half an object', '{"a":1'],
    ['a byte order mark', '\ufeff{}'],
    ['a comment', '{} // no'],
    ['a duplicate key', '{"a":1,"a":2}'],
    ['a duplicate key with equal values', '{"a":1,"a":1}'],
    ['a duplicate key in another spelling', '{"a":1,"\\u0061":2}'],
    ['a duplicate key deep inside', '{"a":[{"b":{"c":1, "d":2, "c" : 3}}]}'],
    ['__proto__', '{"__proto__":{"admin":true}}'],
    ['__proto__ in escapes', '{"\\u005f_proto__":{}}'],
    ['__proto__ deep inside', '{"a":[{"__proto__":1}]}'],
    ['constructor.prototype', '{"constructor":{"prototype":{"admin":true}}}'],
    ['NUL in a value', '["a\\u0000b"]'],
    ['NUL in a key', '{"a\\u0000":1}'],
    ['a lone high surrogate', '["\\ud800"]'],
    ['a lone low surrogate', '["\\udc00x"]'],
    ['a raw lone surrogate', '["\ud800"]'],
    ['one level too many', nested(33)],
    ['thousands of levels', nested(30_000)],
    ['thousands of levels of objects', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)],
  ])('refuses %s', (_what, text) => {
    expect(() => parseStrictJson(text)).toThrow('malformed-request');
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => parseStrictJson(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toThrow(
      'malformed-request',
    );
    expect(() => parseStrictJson(Buffer.from('["é"]', 'latin1'))).toThrow('malformed-request');
  });

  it('refuses more bytes than allowed, counted as bytes', () => {
    expect(parseStrictJson('"éé"', { maxBytes: 6 })).toBe('éé');
    expect(() => parseStrictJson('"éé"', { maxBytes: 5 })).toThrow('payload-too-large');
    expect(() => parseStrictJson(Buffer.from('"éé"'), { maxBytes: 5 })).toThrow(
      'payload-too-large',
    );
  });

  it.each([
    ['an escaped backslash before u0000', '["\\\\u0000"]', ['\\u0000']],
    ['a surrogate pair', '["\\ud83d\\ude00"]', ['😀']],
    [
      'quotes, colons and backslashes in strings',
      '{"a":"\\\\","b":"\\"x\\":","c\\":":":"}',
      { a: '\\', b: '"x":', 'c":': ':' },
    ],
    ['the same key in different objects', '[{"a":1},{"a":{"a":2}}]', [{ a: 1 }, { a: { a: 2 } }]],
    ['a field called constructor', '{"constructor":"x"}', { constructor: 'x' }],
    ['white space everywhere', ' { "a" \n:\t[ 1 , 2 ] } \r\n', { a: [1, 2] }],
    ['as many levels as allowed', nested(32), JSON.parse(nested(32))],
  ])('accepts %s', (_what, text, value) => {
    expect(parseStrictJson(text)).toEqual(value);
    expect(parseStrictJson(Buffer.from(text))).toEqual(value);
  });

  it('agrees with JSON.parse on all that JSON.stringify writes', () => {
    const storable = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
    const key = storable.filter((text) => text !== '__proto__' && text !== 'constructor');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        storable,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        tie('list'),
        tie('object'),
      ),
      list: fc.array(tie('value'), { maxLength: 5 }),
      object: fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    }));
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1, '\t'), (sent, space) => {
        const text = JSON.stringify(sent, null, space);
        expect(parseStrictJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('finds a duplicate wherever one is put', () => {
    const key = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => !/^__proto__$|\0/.test(text));
    fc.assert(
      fc.property(fc.uniqueArray(key, { minLength: 1, maxLength: 6 }), fc.nat(), (keys, pick) => {
        const twice = [...keys, keys[pick % keys.length]];
        const text = `{${twice.map((name) => `${JSON.stringify(name)}:":"`).join(',')}}`;
        expect(() => parseStrictJson(text)).toThrow('malformed-request');
      }),
    );
  });
});
