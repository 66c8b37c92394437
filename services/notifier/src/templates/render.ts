import type { Kind } from '../domain/kind.ts';
import { english } from './english.ts';
import { type Recipient, type TemplateSettings, toFacts } from './facts.ts';
import type { Language } from './format.ts';
import { indonesian } from './indonesian.ts';
import { toHtml, toText } from './layout.ts';
import type { Wording } from './letter.ts';

/** A message that is ready to go. */
export type Message = { readonly subject: string; readonly text: string; readonly html: string };

const wordings: Readonly<Record<Language, Wording>> = { id: indonesian, en: english };

/** Writes one kind of message about a booking, in the language of its reader. */
export function render(
  kind: Kind,
  recipient: Recipient,
  language: Language,
  settings: TemplateSettings,
): Message {
  const facts = toFacts(recipient, language, settings);
  const wording = wordings[language];
  const words = wording.words[kind](facts);
  const frame = kind === 'new-proof-waiting' ? wording.toOrganiser : wording.toPerson;

  const letter = {
    ...words,
    language,
    greeting: frame.greeting(facts),
    details: wording.details(facts),
    farewell: wording.farewell,
    signature: facts.organizationName,
    footer: frame.footer(facts),
  };
  return { subject: words.subject, text: toText(letter), html: toHtml(letter) };
}
