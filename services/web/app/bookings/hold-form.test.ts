import { describe, expect, it } from '@jest/globals';
import { checkHold } from './check-hold.ts';
import { errorsByField, readHoldForm, toHoldRequest } from './hold-form.ts';

const ITEM = '7GK2M9QX';

function formWith(fields: Readonly<Record<string, string>>) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return readHoldForm(form);
}

describe('the booking form', () => {
  it('leaves out what was left empty', () => {
    const values = formWith({ name: 'Siti Aminah', whatsapp: ' ', email: '', note: '  ' });
    expect(toHoldRequest(ITEM, values)).toEqual({ itemId: ITEM, name: 'Siti Aminah', quantity: 1 });
  });

  it('sends the attendees that were named', () => {
    const values = formWith({ name: 'Siti', quantity: '3', 'attendee-1': 'Budi Santoso' });
    expect(toHoldRequest(ITEM, values)).toMatchObject({
      quantity: 3,
      attendees: [{ name: 'Budi Santoso' }],
    });
  });

  it('puts each refusal beside the field that the person sees', () => {
    const values = formWith({
      name: 'Siti',
      quantity: '3',
      'attendee-0': 'Budi',
      'attendee-2': 'X1',
    });
    const errors = [
      { pointer: '/contact/whatsapp', detail: 'no number' },
      { pointer: '/attendees/1/name', detail: 'no name' },
      { pointer: '/itemId', detail: 'no item' },
    ];
    expect(errorsByField(errors, values)).toEqual({
      whatsapp: 'no number',
      'attendee-2': 'no name',
      '': 'no item',
    });
  });

  it('is checked by the API’s own schema, in the language of the page', () => {
    const values = formWith({ name: 'S1', whatsapp: '0812', email: 'siti' });
    expect(checkHold(ITEM, values, 'id')).toEqual({
      name: expect.stringContaining('Hanya huruf'),
      whatsapp: 'Bukan nomor ponsel',
      email: 'Bukan alamat email',
    });
    expect(checkHold(ITEM, values, 'en')['email']).toBe('Not an e-mail address');
    expect(checkHold(ITEM, formWith({ name: 'Siti Aminah' }), 'id')).toEqual({});
  });

  it('takes a quantity that nobody can mean for the most there is', () => {
    expect(formWith({ quantity: '1e9' }).attendees).toHaveLength(100);
    expect(formWith({ quantity: 'x' }).quantity).toBe(1);
  });
});
