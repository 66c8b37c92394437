import { closeSync, openSync } from 'node:fs';
import { tidyWhenIdle } from './tidy-when-idle.ts';

// Loaded before a service: once the launcher is gone, its channel closes and the service stops as on SIGTERM.
if (process.connected) process.once('disconnect', stop);
else stop();
// The channel alone must not keep a service alive that has finished.
process.channel?.unref();

tidyWhenIdle();

function stop(): void {
  // Nobody reads what is printed any more, and pino's last flush would try for ever to get it read: the numbers that
  // become free are given to the next files opened.
  for (const fd of [1, 2]) {
    closeSync(fd);
    openSync('/dev/null', 'w');
  }
  process.kill(process.pid, 'SIGTERM');
}
