import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { SendFailure } from './channel.ts';
import { headers, type Mailer, nothingFetched, toOptions } from './mailer.ts';

/**
 * Writes each e-mail into a folder as `<delivery id>.eml`, which any mail program opens: for running without a mail
 * server. Ids grow with time, so the folder sorts by age; the same delivery again replaces its file.
 */
export function createFolderMailer(folder: string): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, ...nothingFetched });

  return {
    async send({ id, ...mail }) {
      const { message } = await transport.sendMail({ ...toOptions(mail), headers });
      try {
        const file = path.join(folder, `${id}.eml`);
        await writeWhole(file, message as Buffer).catch(async (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOENT') throw error;
          await mkdir(folder, { recursive: true });
          await writeWhole(file, message as Buffer);
        });
      } catch (error) {
        const { code = 'unknown' } = error as NodeJS.ErrnoException;
        throw new SendFailure(`mail folder not writable: ${code}`, { isOutage: true });
      }
    },
    async forget(ids) {
      await Promise.all(ids.map((id) => rm(path.join(folder, `${id}.eml`), { force: true })));
    },
    close: async () => transport.close(),
  };
}

/** Whoever watches the folder never sees half a file. */
async function writeWhole(file: string, content: Buffer): Promise<void> {
  const unfinished = `${file}.part`;
  await writeFile(unfinished, content);
  await rename(unfinished, file);
}
