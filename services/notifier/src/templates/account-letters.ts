import type { TemplateSettings } from './facts.ts';
import { formatMoment, type Language, oneLine } from './format.ts';
import { toHtml, toText } from './layout.ts';
import type { Message } from './render.ts';

/** What a letter about an account is made of. `path` is on the public address. */
export type AccountLetter = {
  readonly language: Language;
  readonly path: string;
  readonly expiresAt: string;
} & (
  | { readonly kind: 'login-code'; readonly code: string }
  | { readonly kind: 'invitation'; readonly name: string }
);

type Words = {
  readonly subject: string;
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  readonly after: readonly string[];
  readonly label: string;
  readonly details: readonly (readonly [string, string])[];
  readonly farewell: string;
  readonly footer: string;
};

/** Writes a letter about an account. The code is in the text and not in the subject, which mail servers log. */
export function renderAccountLetter(letter: AccountLetter, settings: TemplateSettings): Message {
  const { language, path, expiresAt } = letter;
  const project = oneLine(settings.projectName);
  const until = formatMoment(new Date(expiresAt), settings.timeZone, language);
  const { label, ...words } = wordings[language](letter, project, until);
  const whole = {
    ...words,
    language,
    link: { label, url: settings.publicUrl + path },
    signature: oneLine(settings.organizationName),
  };
  return { subject: words.subject, text: toText(whole), html: toHtml(whole) };
}

const wordings: Readonly<
  Record<Language, (letter: AccountLetter, project: string, until: string) => Words>
> = {
  id: (letter, project, until) => ({
    farewell: 'Salam hangat,',
    footer: `Pesan ini dikirim otomatis oleh ${project}.`,
    ...(letter.kind === 'login-code'
      ? {
          subject: `Kode masuk ${project}`,
          greeting: 'Halo,',
          paragraphs: [
            `Kode Anda untuk masuk ke ${project}: ${letter.code}`,
            'Ketik kode itu di halaman masuk, atau buka tautan di bawah.',
          ],
          after: [
            'Bukan Anda yang meminta? Abaikan pesan ini, dan jangan beri tahu kodenya kepada siapa pun.',
          ],
          label: 'Masuk',
          details: [
            ['Kode', letter.code],
            ['Berlaku sampai', until],
          ],
        }
      : {
          subject: `Akun penyelenggara ${project}`,
          greeting: `Halo ${oneLine(letter.name)},`,
          paragraphs: [
            `Anda diundang mengelola ${project}. Buat kata sandi lewat tautan di bawah.`,
          ],
          after: ['Tautan ini hanya dapat dipakai sekali. Jangan teruskan kepada siapa pun.'],
          label: 'Buat kata sandi',
          details: [['Berlaku sampai', until]],
        }),
  }),
  en: (letter, project, until) => ({
    farewell: 'Kind regards,',
    footer: `${project} sent this message automatically.`,
    ...(letter.kind === 'login-code'
      ? {
          subject: `Your ${project} sign-in code`,
          greeting: 'Hello,',
          paragraphs: [
            `Your code to sign in to ${project}: ${letter.code}`,
            'Type it on the sign-in page, or open the link below.',
          ],
          after: ['You did not ask for it? Ignore this message, and tell nobody the code.'],
          label: 'Sign in',
          details: [
            ['Code', letter.code],
            ['Valid until', until],
          ],
        }
      : {
          subject: `Your ${project} organiser account`,
          greeting: `Hello ${oneLine(letter.name)},`,
          paragraphs: [`You are invited to manage ${project}. Set a password by the link below.`],
          after: ['The link works once. Do not forward it.'],
          label: 'Set a password',
          details: [['Valid until', until]],
        }),
  }),
};
