type Command = { readonly bookingId: string };

/**
 * Runs commands in rounds in each of which a booking occurs once: a round ends where a booking comes for the second time, which
 * then sees what became of the first. A result of `undefined` asks for one more try. Results stand in the order of the commands.
 */
export async function inRounds<C extends Command, R>(
  commands: readonly C[],
  run: (round: readonly C[]) => Promise<readonly (R | undefined)[]>,
): Promise<R[]> {
  const results: R[] = [];
  // A round settles its commands, but for those whose places have just come into being.
  let roundsLeft = 2 * commands.length;
  let waiting = [...commands.entries()];

  while (waiting.length > 0) {
    if (roundsLeft-- === 0) throw new Error('a command did not settle');
    const round = untilRepeat(waiting);
    const answers = await run(round.map(([, command]) => command));

    const again: typeof waiting = [];
    for (const [place, entry] of round.entries()) {
      const answer = answers[place];
      if (answer === undefined) again.push(entry);
      else results[entry[0]] = answer;
    }
    waiting = [...again, ...waiting.slice(round.length)];
  }
  return results;
}

function untilRepeat<E extends readonly [number, Command]>(entries: readonly E[]): readonly E[] {
  const seen = new Set<string>();
  const end = entries.findIndex(([, { bookingId }]) => seen.size === seen.add(bookingId).size);
  return end === -1 ? entries : entries.slice(0, end);
}
