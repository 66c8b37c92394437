import { describe, expect, it } from '@jest/globals';
import { type AuditFacts, chainHash, genesis, isIntact } from './audit.ts';

const at = new Date('2026-11-23T05:00:00.000Z');
const facts: AuditFacts[] = [
  {
    bookingId: 'b',
    version: 1,
    actor: 'customer',
    ipHash: 'x',
    from: null,
    to: 'HOLD',
    reason: null,
    at,
  },
  {
    bookingId: 'b',
    version: 2,
    actor: 'customer',
    ipHash: 'x',
    from: 'HOLD',
    to: 'REVIEW',
    reason: null,
    at,
  },
  {
    bookingId: 'b',
    version: 3,
    actor: 'organiser',
    ipHash: 'y',
    from: 'REVIEW',
    to: 'PAID',
    reason: null,
    at,
  },
];

function chain(rows: readonly AuditFacts[]) {
  let hash = genesis;
  return rows.map((row) => ({ ...row, hash: (hash = chainHash(hash, row)) }));
}

const rows = chain(facts);
const last = { version: 3, state: 'PAID' as const, hash: rows[2]!.hash };

describe('audit trail', () => {
  it('is intact from the first row to the present state', () => {
    expect(isIntact(rows, last)).toBe(true);
  });

  it.each([
    ['a changed reason', rows.map((row, i) => (i === 1 ? { ...row, reason: 'other' } : row))],
    [
      'a changed actor',
      rows.map((row, i) => (i === 2 ? { ...row, actor: 'system' as const } : row)),
    ],
    ['a missing row in the middle', [rows[0]!, rows[2]!]],
    ['a missing last row', rows.slice(0, 2)],
    ['rows in another order', [rows[1]!, rows[0]!, rows[2]!]],
    ['no rows', []],
  ])('shows %s', (_, tampered) => {
    expect(isIntact(tampered, last)).toBe(false);
  });

  it('shows a rewritten chain by the hash that the booking keeps', () => {
    const forged = chain(facts.map((row) => ({ ...row, actor: 'organiser' as const })));
    expect(isIntact(forged, last)).toBe(false);
  });
});
