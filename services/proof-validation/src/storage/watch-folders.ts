import { statfs } from 'node:fs/promises';
import type { Metrics } from '@karcis/telemetry';

/** Shows at each scrape how much room the disks of these folders have. A folder that cannot be asked is left out. */
export function watchFolders(metrics: Metrics, folders: Readonly<Record<string, string>>): void {
  const numbers = [
    ['storage_free_bytes', 'Bytes that may still be written', 'bavail'],
    ['storage_size_bytes', 'Bytes of the whole disk', 'blocks'],
  ] as const;
  for (const [name, help, blocks] of numbers) {
    metrics.gauge({
      name,
      help,
      labels: ['folder'],
      read: async (gauge) => {
        gauge.reset();
        for (const [folder, path] of Object.entries(folders)) {
          const disk = await statfs(path).catch(() => undefined);
          if (disk) gauge.set({ folder }, disk[blocks] * disk.bsize);
        }
      },
    });
  }
}
