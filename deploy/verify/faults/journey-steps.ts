import { HeldBooking, type Item } from '@karcis/contracts';
import type { KillPoint } from './kill-point.ts';
import type { People } from './people.ts';

/** Something that people do, and every moment at which one of the services it takes may die. */
export type Step = {
  readonly name: string;
  /** Does the step and resolves when everybody was told of it. */
  readonly go: (people: People, item: Item, held: HeldBooking | undefined) => Promise<unknown>;
  /** What has to be done before; the held booking is handed on. */
  readonly prepare?: (people: People, item: Item) => Promise<HeldBooking>;
  readonly points: Readonly<Record<string, readonly KillPoint[]>>;
};

const at = (moment: KillPoint['moment'], matching: string): KillPoint => ({ moment, matching });
const around = (matching: string) => [at('before-commit', matching), at('after-commit', matching)];

const aHold = (people: People, { id }: Item) => people.hold(id);

async function aReview(people: People, { id }: Item): Promise<HeldBooking> {
  const held = await people.hold(id);
  await people.pay(held);
  await people.waitFor(held, 'REVIEW');
  return held;
}

const given = (held: HeldBooking | undefined): HeldBooking => {
  if (!held) throw new Error('this step needs a held booking');
  return held;
};

/** How a gateway may die over a request that is kept under its key. */
const gatewayPoints = (path: string) => [
  at('before-answer', `^POST .*/${path}$`),
  ...around('keep-answer'),
  at('after-commit', 'claim-key'),
];

/** How those that only hear of an end may die. */
const hearing = (event: string, kind: string) => ({
  'proof-validation': [...around('booking_ends'), at('before-ack', `^booking.${event}`)],
  notifier: [...around(kind), at('before-ack', `^booking.${event}`)],
});

const bookingPoints = (event: string) => [
  ...around(`booking.${event}.v1`),
  at('before-publish', `^booking.${event}`),
  at('before-commit', 'outbox-mark-published'),
];

export const steps: readonly Step[] = [
  {
    name: 'hold',
    go: aHold,
    points: {
      gateway: [at('before-answer', '^POST /api/bookings/hold')],
      capacity: around('admit_holds'),
      booking: [
        ...around('insert-held'),
        at('before-publish', '^booking.held'),
        at('before-commit', 'outbox-mark-published'),
      ],
      notifier: [...around('hold-made'), at('before-ack', '^booking.held')],
    },
  },
  {
    name: 'proof',
    prepare: aHold,
    async go(people, _item, held) {
      await people.pay(given(held));
      await people.waitFor(given(held), 'REVIEW');
    },
    points: {
      gateway: [...gatewayPoints('proof'), at('after-commit', 'set fingerprint')],
      capacity: around('change_places'),
      booking: [
        ...around('booking.submitted.v1'),
        at('before-ack', '^proof.accepted'),
        at('before-publish', '^booking.submitted'),
        at('after-commit', 'insert into "proofs"'),
      ],
      'proof-validation': [...around('proof.accepted.v1'), at('before-publish', '^proof.accepted')],
      notifier: [...around('proof-received'), at('before-ack', '^booking.submitted')],
    },
  },
  {
    name: 'approve',
    prepare: aReview,
    go: (people, _item, held) => people.approve(given(held).id),
    points: {
      gateway: gatewayPoints('approve'),
      capacity: [...around('change_places'), at('before-ack', '^booking.paid')],
      booking: bookingPoints('paid'),
      ...hearing('paid', 'approved'),
    },
  },
  {
    name: 'reject',
    prepare: aReview,
    go: (people, _item, held) => people.reject(given(held).id),
    points: {
      gateway: gatewayPoints('reject'),
      capacity: [
        ...around('change_places'),
        at('before-ack', '^booking.rejected'),
        at('before-publish', '^capacity.released'),
      ],
      booking: bookingPoints('rejected'),
      ...hearing('rejected', 'rejected'),
    },
  },
  {
    name: 'cancel',
    prepare: aHold,
    go: (people, _item, held) => people.cancel(given(held)),
    points: {
      gateway: gatewayPoints('cancel'),
      capacity: [
        ...around('change_places'),
        at('before-ack', '^booking.cancelled'),
        at('before-publish', '^capacity.released'),
      ],
      booking: bookingPoints('cancelled'),
      ...hearing('cancelled', 'cancelled'),
    },
  },
  {
    name: 'expire',
    async go(people) {
      const { id } = await people.createItem({ holdTtlSeconds: 1 });
      // Who hears of the hold only after its end tries again.
      let answer = await people.askForHold(id);
      while (answer.status === 409) answer = await people.askForHold(id);
      await people.waitFor(HeldBooking.parse(answer.json), 'EXPIRED');
    },
    points: {
      capacity: [
        at('before-commit', 'sweep_holds'),
        at('after-commit', 'sweep_holds.*hold-expired'),
        at('before-publish', '^capacity.hold-expired'),
        at('before-commit', 'outbox-mark-published'),
      ],
      booking: [
        ...around('booking.expired.v1'),
        at('before-ack', '^capacity.hold-expired'),
        at('before-publish', '^booking.expired'),
      ],
      ...hearing('expired', 'expired'),
    },
  },
];

/** One point a service at a time: as many rounds as the service with the most points needs. */
export function roundsOf({ points }: Step): Readonly<Record<string, KillPoint>>[] {
  const count = Math.max(...Object.values(points).map((all) => all.length));
  return Array.from({ length: count }, (_, round) =>
    Object.fromEntries(
      Object.entries(points).flatMap(([service, all]) => {
        const point = all[round];
        return point ? [[service, point]] : [];
      }),
    ),
  );
}
