import type { EmailTemplate, TemplateRef, WhatsAppTemplate } from '@karcis/contracts';
import type { TemplateRow } from '../db/templates.ts';

/** How old what we know may be: a changed text is sent from then on. */
const FRESH_MS = 2_000;

export type OwnTemplates = {
  email(ref: Omit<TemplateRef, 'channel'>): Promise<EmailTemplate | undefined>;
  whatsapp(ref: Omit<TemplateRef, 'channel'>): Promise<WhatsAppTemplate | undefined>;
};

/** The organiser's texts, read all at once and at most every two seconds, however many messages go out. */
export function createOwnTemplates(list: () => Promise<readonly TemplateRow[]>): OwnTemplates {
  let known: Promise<ReadonlyMap<string, TemplateRow>> | undefined;
  let readAt = -Infinity;

  const keyOf = ({ kind, channel, language }: TemplateRef) => `${kind} ${channel} ${language}`;

  function read() {
    if (known && performance.now() - readAt < FRESH_MS) return known;
    readAt = performance.now();
    const reading = list().then((rows) => new Map(rows.map((row) => [keyOf(row), row])));
    // Whoever asks next tries again.
    reading.catch(() => (known = undefined));
    known = reading;
    return reading;
  }

  async function find(ref: TemplateRef) {
    const rows = await read();
    return rows.get(keyOf(ref))?.content ?? undefined;
  }

  return {
    email: (ref) => find({ ...ref, channel: 'email' }) as Promise<EmailTemplate | undefined>,
    whatsapp: (ref) =>
      find({ ...ref, channel: 'whatsapp' }) as Promise<WhatsAppTemplate | undefined>,
  };
}
