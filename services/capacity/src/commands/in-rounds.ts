/**
 * Runs commands in rounds in each of which a booking occurs once: the second command of a booking sees what became of the
 * first. A result of `undefined` asks for one more round. Results stand in the order of the commands.
 */
export async function inRounds<C extends { readonly bookingId: string }, R>(
  commands: readonly C[],
  run: (round: readonly C[]) => Promise<readonly (R | undefined)[]>,
): Promise<R[]> {
  const results: R[] = [];
  // Each round settles one command of a booking, or finds that its places have just come into being.
  let roundsLeft = 2 * commands.length;
  let waiting = [...commands.entries()];

  while (waiting.length > 0) {
    if (roundsLeft-- === 0) throw new Error('a command did not settle');
    const first = new Map(waiting.toReversed().map((entry) => [entry[1].bookingId, entry]));
    const round = waiting.filter((entry) => first.get(entry[1].bookingId) === entry);
    const answers = await run(round.map(([, command]) => command));

    const settled = new Set<number>();
    for (const [place, [index]] of round.entries()) {
      const answer = answers[place];
      if (answer === undefined) continue;
      results[index] = answer;
      settled.add(index);
    }
    waiting = waiting.filter(([index]) => !settled.has(index));
  }
  return results;
}
