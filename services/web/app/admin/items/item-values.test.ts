import { describe, expect, it } from '@jest/globals';
import { CreateItem, type Item, UpdateItem } from '@karcis/contracts';
import {
  type ItemValues,
  changesOf,
  newItemValues,
  readItemForm,
  toItemRequest,
  toItemValues,
} from './item-values.ts';
import { blankQuestion, changeRows, toQuestions } from './question-values.ts';

const ZONE = 'Asia/Jakarta';

const values: ItemValues = {
  ...newItemValues,
  title: 'Kelas Keramik',
  startsAt: '2026-12-12T09:00',
  capacity: '20',
  price: '150000',
  holdMinutes: '15',
};

const item = {
  title: 'Kelas Keramik',
  slug: 'kelas-keramik',
  description: '',
  location: '',
  startsAt: '2026-12-12T02:00:30.500Z',
  endsAt: null,
  imageUrl: null,
  price: 1234,
  currency: 'USD',
  maxPerBooking: 3,
  holdTtlSeconds: 8,
  bookingClosesAt: '2026-12-12T02:00:30.500Z',
  submission: { fileRequired: true, fields: [] },
  autoApprove: false,
  certificate: true,
  availability: { capacity: 20 },
} as unknown as Item;

describe('an item’s form', () => {
  it('makes a request that the API takes', () => {
    const request = CreateItem.parse(toItemRequest(values, ZONE));
    expect(request).toMatchObject({
      startsAt: '2026-12-12T02:00:00.000Z',
      endsAt: null,
      price: 150_000,
      holdTtlSeconds: 900,
    });
    expect(request.slug).toBeUndefined();
    expect(request.bookingClosesAt).toBeUndefined();
  });

  it('takes prices in the currency’s own units', () => {
    const priceOf = (price: string, currency: string) =>
      toItemRequest({ ...values, price, currency }, ZONE).price;
    expect([priceOf('12.34', 'USD'), priceOf('12,5', 'USD'), priceOf('0', 'USD')]).toEqual([
      1234, 1250, 0,
    ]);
    expect(priceOf('1500', 'JPY')).toBe(1500);
    expect(CreateItem.safeParse(toItemRequest({ ...values, price: '1.5' }, ZONE)).success).toBe(
      false,
    );
  });

  it('shows an item and changes nothing of it by that alone', () => {
    const shown = toItemValues(item, ZONE);
    expect(shown).toMatchObject({ price: '12.34', bookingClosesAt: '', holdMinutes: '0.1333' });
    expect(toItemRequest(shown, ZONE).holdTtlSeconds).toBe(8);
    expect(changesOf(shown, shown, ZONE)).toEqual({});
  });

  it('sends what was changed only, and the end of booking with a start that moved', () => {
    const before = toItemValues(item, ZONE);
    expect(changesOf({ ...before, capacity: '25' }, before, ZONE)).toEqual({ capacity: 25 });
    const moved = changesOf({ ...before, startsAt: '2026-12-13T09:00' }, before, ZONE);
    expect(moved).toEqual({
      startsAt: '2026-12-13T02:00:00.000Z',
      bookingClosesAt: '2026-12-13T02:00:00.000Z',
    });
    const emptied = changesOf({ ...before, slug: '' }, before, ZONE);
    expect(UpdateItem.safeParse(emptied).error?.issues[0]?.path).toEqual(['slug']);
  });

  it('is read as it was sent', () => {
    const form = new FormData();
    form.set('title', '  Kelas  ');
    form.set('description', 'satu\r\ndua');
    form.set('submission.fields.0.label', 'Ukuran kaus');
    form.set('submission.fields.0.type', 'select');
    form.set('submission.fields.0.options', 'S\r\nM\r\n\r\n');
    form.set('submission.fields.0.required', 'on');
    const read = readItemForm(form);
    expect(read).toMatchObject({ title: 'Kelas', description: 'satu\ndua', fileRequired: false });
    expect(toQuestions(read.questions)).toEqual([
      {
        key: 'ukuran_kaus',
        label: 'Ukuran kaus',
        type: 'select',
        required: true,
        options: ['S', 'M'],
      },
    ]);
  });
});

describe('questions', () => {
  it('get keys that differ, and keep the ones that they have', () => {
    const labels = ['Ukuran?', 'Ukuran', '3 × 4', 'Ukuran!'];
    const questions = labels.map((label) => ({ ...blankQuestion, label }));
    const keyed = [{ ...blankQuestion, key: 'ukuran', label: 'Lama' }, ...questions];
    expect(toQuestions(keyed).map(({ key }) => key)).toEqual([
      'ukuran',
      'ukuran_2',
      'ukuran_3',
      'pertanyaan',
      'ukuran_4',
    ]);
  });

  it('are added, removed and moved', () => {
    const rows = ['a', 'b', 'c'];
    expect(changeRows(rows, 'add', 'd')).toEqual(['a', 'b', 'c', 'd']);
    expect(changeRows(rows, 'remove-1', '')).toEqual(['a', 'c']);
    expect(changeRows(rows, 'up-2', '')).toEqual(['a', 'c', 'b']);
    expect(changeRows(rows, 'down-0', '')).toEqual(['b', 'a', 'c']);
    expect([changeRows(rows, 'up-0', ''), changeRows(rows, 'down-2', '')]).toEqual([rows, rows]);
    expect(changeRows(rows, 'save', '')).toBeUndefined();
  });
});
