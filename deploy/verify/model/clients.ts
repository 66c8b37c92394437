import { type Asking, createAsking, GivenUp } from './asking.ts';
import type { Life } from './life.ts';

const ipHash = 'a1b2c3d4e5f60718';
const CAPACITIES = [1, 2, 4, 7, 10, 10];
const TTL_SECONDS = [1, 1, 2, 3, 5, 8];
/** In some worlds all want to pay and nobody wavers, so that few places run out. */
const EAGER = 0.3;

type Item = { readonly id: string; readonly ttlMs: number; readonly needsFile: boolean };
/** An item's clients, and whether they are eager. */
type Market = Asking & { readonly isEager: boolean };

export type Clients = { readonly done: Promise<unknown>; readonly asking: Asking };

/** Everybody who uses the services in one world: organisers with few places, and clients who want the same ones. */
export async function startClients(life: Life, mayGiveUp: boolean): Promise<Clients> {
  const { random } = life;
  const asking: Market = {
    ...(await createAsking(life, mayGiveUp)),
    isEager: random.chance(EAGER),
  };
  const methodId = asking.id();

  async function run(): Promise<void> {
    await asking.ask('createPaymentMethod', { id: methodId, method });
    const items: Item[] = [];
    for (let count = random.pick([1, 1, 2]); count > 0; count--)
      items.push(await createItem(asking));
    const clients = asking.isEager ? random.whole(9, 13) : random.whole(4, 9);
    await Promise.all([
      ...items.map((item) => orGiveUp(change(asking, item))),
      ...Array.from({ length: clients }, () =>
        orGiveUp(book(asking, random.pick(items), methodId)),
      ),
    ]);
  }
  return { asking, done: orGiveUp(run()) };
}

const orGiveUp = (work: Promise<void>) =>
  work.catch((error: unknown) => {
    if (!(error instanceof GivenUp)) throw error;
  });

async function createItem({ ask, id, random, isEager }: Market): Promise<Item> {
  const holdTtlSeconds = isEager ? random.whole(3, 8) : random.pick(TTL_SECONDS);
  const needsFile = random.chance(0.7);
  const item = {
    title: 'Kelas Keramik',
    startsAt: '2035-01-01T03:00:00.000Z',
    capacity: isEager ? random.whole(7, 10) : random.pick(CAPACITIES),
    price: 150_000,
    status: 'OPEN' as const,
    maxPerBooking: 2,
    holdTtlSeconds,
    autoApprove: random.chance(0.2),
    submission: { fileRequired: needsFile, fields: [] },
  };
  const itemId = id();
  const made = await ask('createItem', { id: itemId, item });
  if (made.outcome !== 'ok') throw new Error(`the item was refused: ${made.outcome}`);
  return { id: itemId, ttlMs: holdTtlSeconds * 1000, needsFile };
}

/** The organiser changes the item while it is on sale. */
async function change({ ask, pause, random }: Asking, { id }: Item): Promise<void> {
  for (let times = random.whole(0, 4); times > 0; times--) {
    await pause(random.whole(0, 3_000));
    const changes = random.pick([
      { capacity: random.pick(CAPACITIES) },
      { capacity: random.whole(0, 2) },
      { status: 'CLOSED' as const },
      { status: 'OPEN' as const },
      { title: `Kelas ${times}` },
    ]);
    await ask('updateItem', { id, changes });
  }
}

async function book(asking: Market, item: Item, methodId: string): Promise<void> {
  const { pause, random, id } = asking;
  await pause(random.chance(0.5) ? random.next() * 20 : random.whole(0, 4_000));

  const request = aHold(item, id(), random.pick([1, 1, 1, 2]));
  let answer = await asking.hold(request);
  for (let tries = asking.isEager ? 4 : 2; answer.outcome !== 'held' && tries > 0; tries--) {
    await pause(random.whole(100, 3_000));
    // A refused key is free for another try, or the client takes a new one.
    answer = await asking.hold(random.chance(0.5) ? request : { ...request, bookingId: id() });
  }
  if (answer.outcome !== 'held') return;

  await use(asking, item, answer.booking.id, methodId);
  if (random.chance(0.3)) {
    await pause(random.whole(0, 3_000));
    await asking.hold({ ...request, bookingId: answer.booking.id });
  }
}

/** What a client does with its hold. */
async function use(asking: Market, item: Item, bookingId: string, methodId: string): Promise<void> {
  const { ask, pause, random, id, isEager } = asking;
  if (!isEager && random.chance(0.25)) return;
  await pause(random.whole(0, 400));
  if (random.chance(0.35)) {
    const request = { bookingId, methodId, operation: id(), ipHash };
    await asking.command('select-method', bookingId, () => ask('selectMethod', request));
  }
  if (!isEager && random.chance(0.15)) return cancel(asking, bookingId);

  // Many are late: their proof and the end of their hold come at about the same time.
  if (!isEager && random.chance(0.3)) await pause(item.ttlMs * (0.5 + random.next() * 0.7));
  const proofs = [handIn(asking, item, bookingId), decide(asking, bookingId)];
  if (random.chance(0.2)) proofs.push(handIn(asking, item, bookingId));
  if (random.chance(0.1)) proofs.push(cancel(asking, bookingId));
  await Promise.all(proofs);
}

async function handIn(asking: Market, item: Item, bookingId: string): Promise<void> {
  const { ask, pause, random, id } = asking;
  const proofId = id();
  const hasFile = item.needsFile || random.chance(0.3);
  const prepared = await ask('prepareProof', { bookingId, proofId, answers: {}, hasFile, ipHash });
  if (!prepared.ok) return;
  if (!hasFile) return void (await ask('submitForm', { bookingId, proofId, ipHash }));

  await ask('judgeProof', { bookingId, proofId, isGood: random.chance(0.75) });
  for (let looks = random.whole(0, 3); looks > 0; looks--) {
    const { outcome } = await ask('findProofOutcome', { bookingId, proofId });
    if (outcome) return;
    await pause(random.whole(50, 1_500));
  }
}

/** The organiser looks now and then, and is not always of one mind. */
async function decide(asking: Asking, bookingId: string): Promise<void> {
  const { ask, pause, random } = asking;
  const reason = 'nominal berbeda';
  for (let tries = random.whole(2, 9); tries > 0; tries--) {
    await pause(random.whole(0, 1_500));
    const approve = () =>
      asking.command('approve', bookingId, () => ask('approveBooking', { bookingId, ipHash }));
    const reject = () =>
      asking.command('reject', bookingId, () =>
        ask('rejectBooking', { bookingId, ipHash, reason }),
      );
    const commands = random.pick([
      ...[[approve], [approve], [approve], [approve, approve]],
      ...[[reject], [approve, reject]],
    ]);
    const answers = await Promise.all(commands.map((send) => send()));
    if (answers.some(({ ok }) => ok)) return;
  }
}

async function cancel(asking: Asking, bookingId: string): Promise<void> {
  const { ask } = asking;
  await asking.command('cancel', bookingId, () => ask('cancelBooking', { bookingId, ipHash }));
}

const method = {
  type: 'bank' as const,
  provider: null,
  displayName: 'Bank Contoh',
  accountNo: '123',
  accountName: null,
  qrisUrl: null,
  instructions: null,
  active: true,
  uniqueAmount: false,
};

const aHold = (item: Item, bookingId: string, quantity: number) => ({
  bookingId,
  ipHash,
  fingerprint: 'f'.repeat(64),
  itemRef: item.id,
  name: 'Siti Aminah',
  contact: { whatsapp: '+6281234567890', email: 'siti@example.org' },
  note: 'dekat jendela',
  quantity,
  attendees: [],
  language: 'id' as const,
});
