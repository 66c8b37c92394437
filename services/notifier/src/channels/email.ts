import { drawTicketPdf } from '@karcis/documents';
import type { Kind } from '../domain/kind.ts';
import type { Recipient, TemplateSettings } from '../templates/facts.ts';
import { formatCode, type Language, oneLine } from '../templates/format.ts';
import type { OwnTemplates } from '../templates/own-templates.ts';
import { render } from '../templates/render.ts';
import { type Channel, referenceOf } from './channel.ts';
import type { Attachment, Mailbox, Mailer } from './mailer.ts';

export type EmailOptions = {
  readonly mailer: Mailer;
  /** The sender, as `Karcis <no-reply@karcis.example>`. */
  readonly from: string;
  /** Who is told of each proof that waits; nobody where it is empty. */
  readonly findOrganisers: () => Promise<readonly Mailbox[]>;
  /** What the mail server lets one sender send. */
  readonly maxPerSecond: number;
  readonly templates: Pick<OwnTemplates, 'email'>;
  readonly settings: TemplateSettings;
};

const MAX_IN_FLIGHT = 16;
const ORGANISER_LANGUAGE: Language = 'id';

/** To whom a mail goes, and in which language. */
type Readers = {
  readonly to: Mailbox;
  readonly bcc: readonly string[];
  readonly language: Language;
};

export function createEmailChannel(options: EmailOptions): Channel {
  const { mailer, from, findOrganisers, maxPerSecond, templates, settings } = options;
  const { hostname } = new URL(settings.publicUrl);

  /** One mail for all of them, so that a failure concerns all or nobody; none sees the others. */
  async function organisers(): Promise<Readers | undefined> {
    const [first, ...others] = await findOrganisers();
    if (!first) return undefined;
    const to = { name: oneLine(first.name), address: first.address };
    return { to, bcc: others.map(({ address }) => address), language: ORGANISER_LANGUAGE };
  }

  const person = ({ email, name, language }: Recipient): Readers | undefined =>
    email === null ? undefined : { to: { name: oneLine(name), address: email }, bcc: [], language };

  return {
    name: 'email',
    maxInFlight: MAX_IN_FLIGHT,
    maxPerSecond,
    async prepare(delivery, recipient) {
      const { kind } = delivery;
      const readers = kind === 'new-proof-waiting' ? await organisers() : person(recipient);
      if (!readers) return undefined;

      const { to, bcc, language } = readers;
      const own = await templates.email({ kind, language });
      const message = render(kind, recipient, language, settings, own);
      const attachments = await attachmentsOf(kind, recipient, settings);
      const id = referenceOf(delivery);
      const messageId = `<${id}@${hostname}>`;
      return async () => {
        await mailer.send({ id, messageId, from, to, bcc, ...message, attachments });
        return undefined;
      };
    },
    close: () => mailer.close(),
  };
}

/** The tickets come with word that they are there, and again with the reminder. */
async function attachmentsOf(
  kind: Kind,
  { booking, language }: Recipient,
  settings: TemplateSettings,
): Promise<Attachment[]> {
  const { tickets, code } = booking;
  const hasTickets = tickets.length > 0 && tickets.every(({ token }) => token !== undefined);
  if ((kind !== 'approved' && kind !== 'reminder') || !hasTickets) return [];

  const content = await drawTicketPdf({ booking, issuer: settings, language });
  const filename = `${language === 'id' ? 'tiket' : 'ticket'}-${formatCode(code)}.pdf`;
  return [{ filename, contentType: 'application/pdf', content }];
}
