import type { Recipient, TemplateSettings } from '../templates/facts.ts';
import { type Language, oneLine } from '../templates/format.ts';
import { render } from '../templates/render.ts';
import type { Channel } from './channel.ts';
import type { Mailer } from './mailer.ts';

export type EmailOptions = {
  readonly mailer: Mailer;
  /** The sender, as `Karcis <no-reply@karcis.example>`. */
  readonly from: string;
  /** Told of each proof that waits; without it nobody is. */
  readonly organiserEmail: string | undefined;
  /** What the mail server lets one sender send. */
  readonly maxPerSecond: number;
  readonly settings: TemplateSettings;
};

const MAX_IN_FLIGHT = 16;
const ORGANISER_LANGUAGE: Language = 'id';

export function createEmailChannel(options: EmailOptions): Channel {
  const { mailer, from, organiserEmail, maxPerSecond, settings } = options;
  const { hostname } = new URL(settings.publicUrl);

  const toOrganiser = () =>
    organiserEmail === undefined
      ? undefined
      : {
          to: { name: oneLine(settings.organizationName), address: organiserEmail },
          language: ORGANISER_LANGUAGE,
        };

  const toPerson = ({ email, name, language }: Recipient) =>
    email === null ? undefined : { to: { name: oneLine(name), address: email }, language };

  return {
    name: 'email',
    maxInFlight: MAX_IN_FLIGHT,
    maxPerSecond,
    prepare({ id, kind }, recipient) {
      const reader = kind === 'new-proof-waiting' ? toOrganiser() : toPerson(recipient);
      if (!reader) return undefined;

      const message = render(kind, recipient, reader.language, settings);
      return () =>
        mailer.send({ id, messageId: `<${id}@${hostname}>`, from, to: reader.to, ...message });
    },
    close: () => mailer.close(),
  };
}
