import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ReplyPart, type WireResult, encodeReply } from './wire.ts';

const parts = (results: readonly WireResult[], bytesMax: number) =>
  [...encodeReply(results, bytesMax)].map((text) => ({
    bytes: Buffer.byteLength(text),
    part: JSON.parse(text) as ReplyPart,
  }));

describe('a reply', () => {
  it('without results is one empty part', () => {
    expect(parts([], 1_000).map(({ part }) => part)).toEqual([{ from: 0, results: [] }]);
  });

  it('brings every result once, in parts that fit into a message', () => {
    const envelope = '{"from":1000,"results":[]}'.length;
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 300, unit: 'grapheme' }), { maxLength: 50 }),
        fc.integer({ min: 200, max: 2_000 }),
        (texts, bytesMax) => {
          const results = texts.map((value) => ({ ok: true, value }) as const);
          const sent = parts(results, bytesMax);
          const received: WireResult[] = [];
          for (const { bytes, part } of sent) {
            expect(bytes).toBeLessThanOrEqual(bytesMax + envelope);
            expect(part.from).toBe(received.length);
            received.push(...part.results);
          }
          expect(received).toHaveLength(results.length);
          received.forEach((result, index) => {
            const original = results[index];
            const tooLarge = Buffer.byteLength(JSON.stringify(original)) > bytesMax;
            expect(result).toEqual(tooLarge ? { ok: false, error: 'failed' } : original);
          });
        },
      ),
    );
  });
});
