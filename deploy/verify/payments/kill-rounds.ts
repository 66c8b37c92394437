import type { KillPoint } from '../faults/kill-point.ts';

/** A moment on the way from a hold to its money's return, at which one service dies. */
export type Round = {
  readonly during: 'checkout' | 'webhook' | 'refund';
  readonly service: 'capacity' | 'booking' | 'gateway';
  readonly point: KillPoint;
  /** What had happened by then, and what had not. */
  readonly when: string;
  /** Told by `make test`, which has a minute; the others need FAULTS=all. */
  readonly tellsMost?: true;
};

const before = (matching: string): KillPoint => ({ moment: 'before-commit', matching });
const after = (matching: string): KillPoint => ({ moment: 'after-commit', matching });
const answering = (path: string): KillPoint => ({ moment: 'before-answer', matching: path });

const EXTENDED = 'hold-extended';
const PENDING = 'insert into "payments"';
const STORED = 'insert into "payment_events"';
/** A claim that found something. */
const CLAIMED = 'update payment_events set next_try_at[^]*"event_id":"';
const WORKED = 'update payment_events set done_at';
const CLAIMED_REFUND = 'update payments set next_refund_at[^]*"id":"';
const REFUNDED = 'booking.refunded.v1';

const during = (during: Round['during'], rounds: readonly Omit<Round, 'during'>[]): Round[] =>
  rounds.map((round) => ({ during, ...round }));

export const rounds: readonly Round[] = [
  ...during('checkout', [
    { service: 'capacity', point: before('change_places'), when: 'nothing has happened' },
    {
      service: 'capacity',
      point: after('change_places'),
      when: 'the hold is longer, and nobody knows',
    },
    { service: 'booking', point: before(EXTENDED), when: 'only capacity knows of the longer hold' },
    {
      service: 'booking',
      point: after(EXTENDED),
      when: 'the hold is longer, and there is no session',
      tellsMost: true,
    },
    {
      service: 'booking',
      point: before(PENDING),
      when: 'there is a session, and only its provider knows',
      tellsMost: true,
    },
    { service: 'booking', point: after(PENDING), when: 'PENDING, and nobody was told' },
    { service: 'gateway', point: answering('^POST .*/checkout$'), when: 'the answer is lost' },
  ]),
  ...during('webhook', [
    {
      service: 'booking',
      point: before(STORED),
      when: 'the webhook was judged, and is not stored',
    },
    { service: 'booking', point: after(STORED), when: 'it is stored, and its sender was not told' },
    {
      service: 'gateway',
      point: answering('^POST /api/webhooks/payments'),
      when: 'it is stored, and the answer is lost',
    },
    {
      service: 'booking',
      point: after(CLAIMED),
      when: 'it is stored and claimed, and not worked',
      tellsMost: true,
    },
    {
      service: 'capacity',
      point: after('change_places'),
      when: 'the places are confirmed, and booking was not told',
    },
    {
      service: 'booking',
      point: before(WORKED),
      when: 'the places are confirmed, and the payment is not written',
      tellsMost: true,
    },
    { service: 'booking', point: after(WORKED), when: 'PAID, and nobody was told' },
    {
      service: 'booking',
      point: { moment: 'before-publish', matching: '^booking.paid' },
      when: 'PAID, and not announced',
    },
  ]),
  ...during('refund', [
    { service: 'booking', point: after(CLAIMED_REFUND), when: 'the provider was not asked' },
    {
      service: 'booking',
      point: before(REFUNDED),
      when: 'the provider gave it back, and that is not written',
      tellsMost: true,
    },
    { service: 'booking', point: after(REFUNDED), when: 'it is written, and nobody was told' },
  ]),
];
