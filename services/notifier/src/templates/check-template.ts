import type { TemplateContent, TemplateRef } from '@karcis/contracts';
import { readPlaceholders } from './placeholders.ts';
import { variablesOf } from './variables.ts';

export type TemplateError = {
  readonly pointer: string;
  readonly code: string;
  readonly detail: { readonly id: string; readonly en: string };
};

/** What is wrong with a text that an organiser wrote; nothing where it may be sent. */
export function checkTemplate(
  { kind, channel }: TemplateRef,
  content: TemplateContent,
  isTemplate: (template: string) => boolean,
): TemplateError[] {
  const known: readonly string[] = variablesOf(kind);
  if ('subject' in content) {
    if (channel !== 'email') return [otherChannel];
    return [
      ...(/[\r\n]/.test(content.subject) ? [severalLines] : []),
      ...checkText('/content/subject', content.subject, known),
      ...checkText('/content/body', content.body, known),
    ];
  }
  if (channel !== 'whatsapp') return [otherChannel];
  return [
    ...(isTemplate(content.template) ? [] : [unknownTemplate]),
    ...content.parameters.flatMap((name, index) =>
      known.includes(name) ? [] : [unknownVariable(`/content/parameters/${index}`, name, known)],
    ),
  ];
}

function checkText(pointer: string, text: string, known: readonly string[]): TemplateError[] {
  const { names, isWellFormed } = readPlaceholders(text);
  const unknown = names.filter((name) => !known.includes(name));
  return [
    ...unknown.map((name) => unknownVariable(pointer, name, known)),
    ...(isWellFormed ? [] : [oddBraces(pointer)]),
  ];
}

const unknownVariable = (
  pointer: string,
  name: string,
  known: readonly string[],
): TemplateError => ({
  pointer,
  code: 'unknown-variable',
  detail: {
    id: `Variabel “${name}” tidak dikenal. Yang ada: ${known.join(', ')}`,
    en: `“${name}” is no variable. There are: ${known.join(', ')}`,
  },
});

const oddBraces = (pointer: string): TemplateError => ({
  pointer,
  code: 'malformed-placeholder',
  detail: {
    id: 'Ada {{ atau }} tanpa pasangan. Tulis {{title}}, misalnya.',
    en: 'There is a {{ or a }} without its other half. Write {{title}}, say.',
  },
});

const severalLines: TemplateError = {
  pointer: '/content/subject',
  code: 'several-lines',
  detail: { id: 'Subjek hanya satu baris', en: 'A subject is one line' },
};

const otherChannel: TemplateError = {
  pointer: '/content',
  code: 'other-channel',
  detail: { id: 'Isian untuk saluran lain', en: 'This is for another channel' },
};

const unknownTemplate: TemplateError = {
  pointer: '/content/template',
  code: 'invalid-format',
  detail: {
    id: 'Meta: huruf kecil, angka, dan garis bawah. Twilio: ContentSid, HX dan 32 angka heksadesimal.',
    en: 'Meta: lower-case letters, digits and underscores. Twilio: a ContentSid, HX and 32 hexadecimal digits.',
  },
};
