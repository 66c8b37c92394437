import type { InputError } from '@karcis/contracts';

/** What a person typed, as it stands in the form. */
export type HoldValues = {
  readonly name: string;
  readonly whatsapp: string;
  readonly email: string;
  readonly note: string;
  readonly quantity: number;
  readonly attendees: readonly string[];
};

/** Messages by the name of the field they belong to; '' for the form as a whole. */
export type FieldErrors = Readonly<Record<string, string>>;

/** More names than anybody types; the API's own limit of places in one booking. */
const PLACES_MAX = 100;

export const attendeeField = (index: number) => `attendee-${index}`;

export function readHoldForm(form: FormData): HoldValues {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value : '';
  };
  const quantity = Math.min(Number(text('quantity') || '1') || 1, PLACES_MAX);
  return {
    name: text('name'),
    whatsapp: text('whatsapp'),
    email: text('email').trim(),
    note: text('note'),
    quantity,
    attendees: Array.from({ length: quantity }, (_, index) => text(attendeeField(index))),
  };
}

/** The request that the values make. Fields left empty are left out. */
export function toHoldRequest(itemId: string, values: HoldValues) {
  const contact = {
    ...(values.whatsapp.trim() && { whatsapp: values.whatsapp.trim() }),
    ...(values.email && { email: values.email }),
  };
  const attendees = namedAttendees(values).map(({ name }) => ({ name }));
  return {
    itemId,
    name: values.name,
    quantity: values.quantity,
    ...(Object.keys(contact).length > 0 && { contact }),
    ...(values.note.trim() && { note: values.note }),
    ...(attendees.length > 0 && { attendees }),
  };
}

const namedAttendees = ({ attendees }: HoldValues) =>
  attendees.map((name, index) => ({ name, index })).filter(({ name }) => name.trim() !== '');

/** Puts the API's refusals, which point into the request, beside the fields that the person sees. */
export function errorsByField(
  errors: readonly Pick<InputError, 'pointer' | 'detail'>[],
  values: HoldValues,
): FieldErrors {
  const named = namedAttendees(values);
  const found: Record<string, string> = {};
  for (const { pointer, detail } of errors) {
    const [, first = '', second = ''] = pointer.split('/');
    const isAttendee = first === 'attendees' && second !== '';
    const field = isAttendee
      ? attendeeField(named[Number(second)]?.index ?? 0)
      : first === 'contact'
        ? second
        : first;
    found[FIELDS.has(field) || isAttendee ? field : ''] ??= detail;
  }
  return found;
}

const FIELDS = new Set(['name', 'whatsapp', 'email', 'note', 'quantity']);
