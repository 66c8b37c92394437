import type { HoldValues } from '../bookings/hold-form.ts';
import type { Exchange } from './exchange.ts';

const LIFE_SECONDS = 30 * 60;
/** What a browser surely takes in one cookie. */
const CHARACTERS_MAX = 3_500;

const nameOf = (form: string) => `karcis_draft_${form}`;

/** Keeps what was typed while its person signs in: in their own browser, and where no script reads it. */
export function keepDraft({ setCookie }: Exchange, form: string, values: HoldValues): void {
  const whole = encode(values);
  const text = whole.length > CHARACTERS_MAX ? encode({ ...values, attendees: [] }) : whole;
  if (text.length > CHARACTERS_MAX) return;
  setCookie(`${nameOf(form)}=${text}; Path=/; Max-Age=${LIFE_SECONDS}; SameSite=Lax; HttpOnly`);
}

/** What was typed before, or null. It stays until the form is sent. */
export function readDraft({ cookies }: Exchange, form: string): HoldValues | null {
  try {
    const text = decodeURIComponent(cookies[nameOf(form)] ?? '');
    const read = JSON.parse(text) as Partial<HoldValues>;
    const isText = (value: unknown): value is string => typeof value === 'string';
    const { name, whatsapp, email, note, quantity, attendees } = read;
    if (!isText(name) || !isText(whatsapp) || !isText(email) || !isText(note)) return null;
    if (!Number.isInteger(quantity) || !Array.isArray(attendees)) return null;
    return {
      name,
      whatsapp,
      email,
      note,
      quantity: quantity ?? 1,
      attendees: attendees.filter(isText),
    };
  } catch {
    return null;
  }
}

export function forgetDraft({ setCookie, cookies }: Exchange, form: string): void {
  if (!cookies[nameOf(form)]) return;
  setCookie(`${nameOf(form)}=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly`);
}

const encode = (values: HoldValues) => encodeURIComponent(JSON.stringify(values));
