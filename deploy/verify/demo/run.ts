/** `make demo`: walks through every journey on the running stack, as clients of its HTTP API would. */
import type { Item } from '@karcis/contracts';
import { LaunchError } from '@karcis/local';
import { doors } from './chapters/doors.ts';
import { everyMessage } from './chapters/every-message.ts';
import { expiry } from './chapters/expiry.ts';
import { latePayment } from './chapters/late-payment.ts';
import { messages } from './chapters/messages.ts';
import { otherFiles } from './chapters/other-files.ts';
import { providerPayment } from './chapters/provider-payment.ts';
import { refunds } from './chapters/refunds.ts';
import { refusedFiles } from './chapters/refused-files.ts';
import { replay } from './chapters/replay.ts';
import { rivals } from './chapters/rivals.ts';
import { secondTry } from './chapters/second-try.ts';
import { transfer } from './chapters/transfer.ts';
import { findStack } from './config.ts';
import { startLocalWorld } from './local-world.ts';
import { createGuest, createOrganiser } from './people.ts';
import { createStory, Surprise } from './story.ts';

const chapters = [
  ...[transfer, otherFiles, rivals, expiry, secondTry, replay, refusedFiles],
  ...[doors, messages],
];
/** On a stack of their own, with providers that are played on this machine. */
const localChapters = [providerPayment, latePayment, refunds, everyMessage];

try {
  const { url, apiKey } = await findStack();
  const story = createStory(url, console.log);
  const organiser = createOrganiser(story, apiKey);
  const guest = (name: string) => createGuest(story, name);
  for (const chapter of chapters) await chapter({ story, organiser, guest });

  story.chapter('The numbers');
  console.log(numbersOf(await organiser.closeItems()));
  const checks = story.checks + (await withLocalProviders());
  const seconds = (performance.now() / 1000).toFixed(1);
  console.log(`\n${checks} checks hold; the demo took ${seconds} s.`);
} catch (error) {
  process.exitCode = 1;
  console.error(`\n${explain(error)}`);
}

/** Returns how many checks held. */
async function withLocalProviders(): Promise<number> {
  console.log(
    '\nA second stack starts, with local Midtrans, Xendit, Stripe and WhatsApp servers …',
  );
  const world = await startLocalWorld(console.log);
  try {
    for (const chapter of localChapters) await chapter(world);
    return world.story.checks;
  } finally {
    await world.stop();
  }
}

/** One line an item: the numbers of the mission's section 6. */
function numbersOf(items: readonly Item[]): string {
  const names = ['capacity', 'paid', 'review', 'holdActive', 'capacityLeft', 'available'] as const;
  const rows = items.map(({ title, availability }) => [
    title,
    ...names.map((name) => availability[name]),
  ]);
  return [['', ...names], ...rows]
    .map(([title, ...numbers]) => `  ${`${title}`.padEnd(18)}${numbers.map(aligned).join('')}`)
    .join('\n');
}

function aligned(cell: string | number): string {
  return `${cell}`.padStart(14);
}

function explain(error: unknown): string {
  if (error instanceof Surprise) return `✗ Surprise: ${error.message}`;
  if (error instanceof LaunchError) return error.message;
  const { message, cause } = error as Error;
  return `✗ The stack does not answer: ${message}${cause instanceof Error ? ` (${cause.message})` : ''}`;
}
