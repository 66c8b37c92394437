import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { type Check, fail, pass, unseen, warn } from '../finding.ts';

const ANSWER_MS = 10_000;

/** Greets the mail server and logs in, without sending anything; or writes into the folder that stands in for one. */
export const mail: Check = {
  name: 'mail',
  remedy: 'see that the mail server of SMTP_URL is reachable and takes the login',
  async look({ SMTP_URL: url, MAIL_DIR: folder, PUBLIC_URL }) {
    if (url) {
      const timeouts = { connectionTimeout: ANSWER_MS, greetingTimeout: ANSWER_MS };
      const transport = createTransport({ url, ...timeouts, socketTimeout: ANSWER_MS });
      try {
        await transport.verify();
      } finally {
        transport.close();
      }
      return [pass(`${new URL(url).host} greets and takes the login`)];
    }
    if (!folder) return [unseen('mail', 'SMTP_URL or MAIL_DIR')];

    const file = path.join(folder, `.doctor-${randomUUID()}`);
    try {
      await writeFile(file, '');
      await rm(file);
    } catch (error) {
      // The notifier makes it with the first message.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        return [
          fail(`MAIL_DIR cannot be written to`, 'give the notifier a folder it may write to'),
        ];
      }
    }
    const { hostname } = new URL(PUBLIC_URL);
    return [
      hostname === 'localhost'
        ? pass('mail goes into a folder')
        : warn('mail goes into a folder and to nobody', 'set SMTP_URL and MAIL_FROM'),
    ];
  },
};
