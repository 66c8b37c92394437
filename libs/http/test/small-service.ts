import { once } from 'node:events';
import { CannotStart, runService, startServer } from '@karcis/http';
import { createLogger } from '@karcis/telemetry';

/** A service of its own process that behaves as its argument says. */
const [, , behaviour] = process.argv;
const log = createLogger('small');
const terminated = once(process, 'SIGTERM');

await runService({
  name: 'small',
  log,
  // Short only where it has to run out.
  stopMs: behaviour === 'hangs' || behaviour === 'leaks' ? 500 : 30_000,
  async start() {
    if (behaviour === 'wrong-settings') throw new CannotStart('PORT is missing.');
    if (behaviour === 'bug-at-start') throw new TypeError('undefined is not a function');
    if (behaviour === 'slow-start') await new Promise((resolve) => setTimeout(resolve, 60_000));
    const server = await startServer({
      host: '127.0.0.1',
      port: 0,
      app: (_req, res) => void res.end(),
    });
    if (behaviour === 'rejects') void Promise.reject(new Error('nobody awaits me'));
    if (behaviour === 'throws')
      setImmediate(() => {
        throw new Error('nobody catches me');
      });
    return {
      setReady: (ready) => log.info(`ready ${ready}`),
      async stop() {
        if (behaviour === 'hangs') await new Promise((resolve) => setTimeout(resolve, 60_000));
        if (behaviour === 'waits') await terminated;
        if (behaviour !== 'leaks') await server.close(100);
      },
    };
  },
});
