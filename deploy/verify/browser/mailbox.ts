import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { until } from '@karcis/testing';
import type { World } from './world.ts';

/** The files of all mail so far. */
export const mailsOf = ({ stack }: World): Promise<string[]> =>
  readdir(path.join(stack.dataDir, 'mail')).catch(() => []);

/**
 * The text of the newest mail to this address that the pattern matches, once there is one besides those in `before`; what the
 * pattern captures.
 */
export async function mailedTo(
  world: World,
  address: string,
  pattern: RegExp,
  before: readonly string[] = [],
) {
  let found: string | undefined;
  await until(
    async () => {
      const folder = path.join(world.stack.dataDir, 'mail');
      const names = await mailsOf(world);
      const mails = await Promise.all(
        names
          .filter((name) => name.endsWith('.eml') && !before.includes(name))
          .map(async (name) => decode(await readFile(path.join(folder, name), 'utf8'))),
      );
      found = mails
        .filter((mail) => mail.includes(`To: ${address}`) || mail.includes(`<${address}>`))
        .map((mail) => ({ at: dateOf(mail), match: pattern.exec(mail)?.[1] }))
        .filter(({ match }) => match !== undefined)
        .toSorted((a, b) => a.at - b.at)
        .at(-1)?.match;
      return found !== undefined;
    },
    { what: `a mail to ${address}` },
  );
  return found ?? '';
}

const dateOf = (mail: string) => Date.parse(/^Date: (.*)$/m.exec(mail)?.[1] ?? '');

/** Quoted-printable (RFC 2045, 6.7), as far as our mails use it. */
const decode = (mail: string) =>
  mail
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

export const CODE = /^Kode: (\d{6})/m;
export const LINK = /(https?:\/\/\S+\/login\/link\?\S+)/;
export const PASSWORD_LINK = /(https?:\/\/\S+\/admin\/set-password\?\S+)/;
