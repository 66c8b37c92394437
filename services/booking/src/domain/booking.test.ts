import { describe, expect, it } from '@jest/globals';
import type { BookingState } from '@karcis/contracts';
import { type BookingCommand, type BookingFacts, decide } from './booking.ts';

const proofId = 'proof-1';
const states: BookingState[] = [
  'HOLD',
  'PENDING',
  'REVIEW',
  'PAID',
  'REJECTED',
  'EXPIRED',
  'CANCELLED',
];

const commands = {
  'select-method': { type: 'select-method' },
  'refuse-proof': { type: 'refuse-proof' },
  'submit in time': { type: 'submit', proofId, places: 'granted' },
  'submit too late': { type: 'submit', proofId, places: 'gone' },
  'submit another proof': { type: 'submit', proofId: 'proof-2', places: 'granted' },
  'extend-hold': { type: 'extend-hold' },
  'open-checkout': { type: 'open-checkout' },
  'provider-paid, places granted': { type: 'provider-paid', places: 'granted', epoch: 2 },
  'provider-paid, places gone': { type: 'provider-paid', places: 'gone', epoch: 1 },
  approve: { type: 'approve' },
  reject: { type: 'reject' },
  expire: { type: 'expire', epoch: 1 },
  cancel: { type: 'cancel' },
  refund: { type: 'refund' },
  'give-back': { type: 'give-back', epoch: 2 },
  'note-payment': { type: 'note-payment', by: 'provider', reason: 'refund-due' },
  erase: { type: 'erase', by: 'organiser' },
} as const satisfies Record<string, BookingCommand>;

/** What each state answers, in the order of `states`: where it goes, `=` a silent repeat, `late` hold-expired, `no` invalid-transition, `€` money due back. */
const table: Record<keyof typeof commands, string> = {
  'select-method': 'HOLD  no     no    no       no    late      no',
  'refuse-proof': 'HOLD  no     no    no       no    late      no',
  'submit in time': 'REVIEW no    =     =        =     late      no',
  'submit too late': 'EXPIRED! no  =     =        =     late      no',
  'submit another proof': 'REVIEW no    no    no       no    late      no',
  'extend-hold': 'HOLD  =      no    no       no    late      no',
  'open-checkout': 'PENDING =    no    no       no    late      no',
  'provider-paid, places granted': 'PAID  PAID   =     =        =€    PAID      =€',
  'provider-paid, places gone': 'EXPIRED€ EXPIRED€ = =       =€    =€        =€',
  approve: 'no    no     PAID  =        no    no        no',
  reject: 'no    no     REJECTED no    =     no        no',
  expire: 'EXPIRED EXPIRED = =         =     =         =',
  cancel: 'CANCELLED CANCELLED no no   no    late      =',
  refund: 'no    no     no    CANCELLED€ no  no        =',
  'give-back': '=     =      =     =        =     EXPIRED   =',
  'note-payment': 'HOLD PENDING REVIEW PAID  REJECTED EXPIRED CANCELLED',
  erase: 'no    no     no    PAID      REJECTED EXPIRED  CANCELLED',
};

const booking = (state: BookingState, facts: Partial<BookingFacts> = {}): BookingFacts => ({
  state,
  epoch: 1,
  proofId,
  autoApprove: false,
  ...facts,
});

function outcome(state: BookingState, command: BookingCommand): string {
  const decision = decide(booking(state), command);
  const to = decision.steps.at(-1)?.to;
  if (!decision.ok) return to ? `${to}!` : decision.refusal === 'hold-expired' ? 'late' : 'no';
  return `${to ?? '='}${decision.refundDue ? '€' : ''}`;
}

describe.each(Object.entries(commands))('%s', (name, command) => {
  const expected = table[name as keyof typeof commands].split(/\s+/);
  it.each(states.map((state, index) => [state, expected[index]] as const))(
    'in %s gives %s',
    (state, wanted) => {
      expect(outcome(state, command)).toBe(wanted);
    },
  );
});

describe('submit', () => {
  it('approves at once where the item says so, as two steps', () => {
    const decision = decide(booking('HOLD', { autoApprove: true }), commands['submit in time']);
    expect(decision.steps.map(({ to, by }) => [to, by])).toEqual([
      ['REVIEW', 'customer'],
      ['PAID', 'system'],
    ]);
  });

  it("makes capacity's refusal the expiry in the same decision", () => {
    expect(decide(booking('HOLD'), commands['submit too late'])).toMatchObject({
      ok: false,
      refusal: 'hold-expired',
      steps: [{ from: 'HOLD', to: 'EXPIRED', by: 'system' }],
    });
  });
});

describe('expire', () => {
  it('of an older epoch never undoes places that were taken again', () => {
    expect(decide(booking('HOLD', { epoch: 2 }), { type: 'expire', epoch: 1 })).toMatchObject({
      ok: true,
      steps: [],
    });
  });
});

describe('give-back', () => {
  it('keeps a second payment from reviving a booking by places that are being released', () => {
    const { epoch } = decide(booking('EXPIRED'), commands['give-back']) as { epoch: number };
    expect(
      decide(booking('EXPIRED', { epoch }), commands['provider-paid, places granted']),
    ).toMatchObject({ steps: [], refundDue: true });
  });
});

describe('provider-paid', () => {
  it('brings an expired booking back with the new epoch', () => {
    const decision = decide(booking('EXPIRED'), commands['provider-paid, places granted']);
    expect(decision).toMatchObject({
      ok: true,
      epoch: 2,
      steps: [{ from: 'EXPIRED', to: 'PAID' }],
    });
  });

  it('never revives an expired booking under its old epoch', () => {
    expect(
      decide(booking('EXPIRED'), { type: 'provider-paid', places: 'granted', epoch: 1 }),
    ).toMatchObject({
      steps: [],
      refundDue: true,
    });
  });
});
