import type { Kind } from '../domain/kind.ts';
import { english } from './english.ts';
import { type Facts, type Recipient, type TemplateSettings, toFacts } from './facts.ts';
import { type Language, oneLine } from './format.ts';
import { indonesian } from './indonesian.ts';
import { toHtml, toText } from './layout.ts';
import type { Wording, Words } from './letter.ts';
import { fill } from './placeholders.ts';
import { placeholders, valuesOf } from './variables.ts';

/** A message that is ready to go. */
export type Message = { readonly subject: string; readonly text: string; readonly html: string };

const wordings: Readonly<Record<Language, Wording>> = { id: indonesian, en: english };

/** An organiser's words in the place of ours; greeting, link, details and farewell stay. */
export type OwnWords = { readonly subject: string; readonly body: string };

/** Writes one kind of message about a booking, in the language of its reader, in an organiser's own words where there are. */
export function render(
  kind: Kind,
  recipient: Recipient,
  language: Language,
  settings: TemplateSettings,
  own?: OwnWords,
): Message {
  const facts = toFacts(recipient, language, settings);
  const wording = wordings[language];
  const ours = wording.words[kind](facts);
  const words = own ? { ...toWords(own, facts, language), link: ours.link } : ours;
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

function toWords(
  { subject, body }: OwnWords,
  facts: Facts,
  language: Language,
): Omit<Words, 'link'> {
  const values = valuesOf(facts, language);
  const paragraphs = body.split(/\n[^\S\n]*\n/).map((text) => fill(text, values).trim());
  return {
    subject: oneLine(fill(subject, values)),
    paragraphs: paragraphs.filter((text) => text !== ''),
  };
}

/** Our own words with the variables' names in the place of their values: what an organiser starts from. */
export function ourWords(kind: Kind, language: Language): OwnWords {
  const { subject, paragraphs, quote, after = [] } = wordings[language].words[kind](placeholders);
  const body = [...paragraphs, ...(quote ? [quote] : []), ...after].join('\n\n');
  return { subject, body };
}
