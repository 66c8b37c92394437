import { createLogger } from '@karcis/telemetry';

/** Logs one line, too short to fill the buffer, and leaves as its argument says. */
const [, , way] = process.argv;
createLogger('short').info('last words');

if (way === 'throw') throw new Error('unexpected');
if (way === 'exit') process.exit(3);
if (way === 'stay') setInterval(() => undefined, 60_000);
