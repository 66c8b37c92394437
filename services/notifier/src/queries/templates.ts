import {
  type MessageTemplate,
  type TemplateContent,
  type TemplatePreview,
  TemplateRef,
} from '@karcis/contracts';
import type { Db } from '../db/schema.ts';
import { listTemplateRows, type TemplateRow } from '../db/templates.ts';
import { kinds } from '../domain/kind.ts';
import { exampleRecipient } from '../templates/example-recipient.ts';
import { type Recipient, type TemplateSettings, toFacts } from '../templates/facts.ts';
import type { Language } from '../templates/format.ts';
import { ourWords, render } from '../templates/render.ts';
import { valuesOf, variablesOf } from '../templates/variables.ts';
import { whatsappDefault } from '../templates/whatsapp-defaults.ts';

export type TemplateView = {
  readonly settings: TemplateSettings;
  /** WhatsApp templates have names that we chose. */
  readonly hasTemplateNames: boolean;
  readonly now: () => Date;
};

/** Every text there is: each kind by e-mail, and by WhatsApp those that go to who booked, in both languages. */
const refs: readonly TemplateRef[] = kinds.flatMap((kind) =>
  TemplateRef.shape.channel.options
    .filter((channel) => channel === 'email' || kind !== 'new-proof-waiting')
    .flatMap((channel) =>
      TemplateRef.shape.language.options.map((language) => ({ kind, channel, language })),
    ),
);

const isSame = (a: TemplateRef, b: TemplateRef) =>
  a.kind === b.kind && a.channel === b.channel && a.language === b.language;

export const isTemplateRef = (ref: TemplateRef): boolean => refs.some((one) => isSame(one, ref));

export async function listTemplates(db: Db, view: TemplateView): Promise<MessageTemplate[]> {
  const rows = await listTemplateRows(db);
  return refs.map((ref) => toTemplate(ref, rows, view));
}

export async function findTemplate(
  db: Db,
  ref: TemplateRef,
  view: TemplateView,
): Promise<MessageTemplate | undefined> {
  return isTemplateRef(ref) ? toTemplate(ref, await listTemplateRows(db), view) : undefined;
}

function toTemplate(
  ref: TemplateRef,
  rows: readonly TemplateRow[],
  view: TemplateView,
): MessageTemplate {
  const { kind, channel, language } = ref;
  const row = rows.find((one) => isSame(one, ref));
  const ours =
    channel === 'email' ? ourWords(kind, language) : whatsappDefault(kind, view.hasTemplateNames);
  const example = valuesFor(exampleRecipient(kind, language, view.now()), language, view.settings);
  return {
    ...ref,
    version: row?.version ?? 0,
    isDefault: !row?.content,
    content: row?.content ?? ours,
    variables: variablesOf(kind).map((name) => ({ name, example: example[name] ?? '' })),
    updatedAt: row?.updatedAt.toISOString() ?? null,
  };
}

/** What a reader would see of it; without content, of our own words, which know more cases than variables tell. */
export function previewOf(
  { kind, channel, language }: TemplateRef,
  content: TemplateContent | undefined,
  recipient: Recipient,
  { settings, hasTemplateNames }: TemplateView,
): TemplatePreview {
  if (channel === 'email') {
    const own = content && 'subject' in content ? content : undefined;
    return render(kind, recipient, language, settings, own);
  }
  const values = valuesFor(recipient, language, settings);
  const whatsapp = content && 'template' in content ? content : undefined;
  const { template, parameters } = whatsapp ?? whatsappDefault(kind, hasTemplateNames);
  return {
    template,
    language,
    parameters: parameters.map((name) => ({ name, value: values[name] ?? '' })),
  };
}

const valuesFor = (
  recipient: Recipient,
  language: Language,
  settings: TemplateSettings,
): Readonly<Record<string, string>> => valuesOf(toFacts(recipient, language, settings), language);
