import { describe, expect, it } from '@jest/globals';
import { Contact, maskName, note, personName, toMobileNumber } from './person.ts';

const takes = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

describe('a WhatsApp number', () => {
  it.each([
    '0812 3456 7890',
    '62812-3456-7890',
    '+62 812 3456 7890',
    '81234567890',
    '+620812 34567890',
  ])('is the same number as %s', (written) => {
    expect(toMobileNumber(written)).toBe('+6281234567890');
  });

  it('may be of another country when it says so', () => {
    expect(toMobileNumber('+65 8123 4567')).toBe('+6581234567');
  });

  it.each([
    '021 5550 123',
    '0812',
    '',
    'abc',
    '+62 812 3456 7890 1234 5',
    '08123456789a',
    '++6281234567890',
  ])('is not %j', (written) => {
    expect(toMobileNumber(written)).toBeUndefined();
    expect(takes(Contact, { whatsapp: written })).toBe(false);
  });

  it('leaves the form in E.164', () => {
    expect(Contact.parse({ whatsapp: '0812-3456-7890' })).toEqual({ whatsapp: '+6281234567890' });
  });
});

describe('a name', () => {
  it.each([
    'Siti Aminah',
    "Ana O'Brien",
    'Anne-Marie Jr.',
    'Nguyễn Văn',
    '  Budi  ',
    '山田太郎',
    'محمد علي',
  ])('is %j', (name) => {
    expect(takes(personName, name)).toBe(true);
  });

  it.each([
    'Al',
    '  a  ',
    '-Budi',
    'Budi2',
    '<b>Budi</b>',
    'Budi\nSantoso',
    'Budi\0Santoso',
    'Budi\ud800',
    'x'.repeat(81),
  ])('is not %j', (name) => {
    expect(takes(personName, name)).toBe(false);
  });

  it('loses the blanks around it', () => {
    expect(personName.parse('  Siti Aminah ')).toBe('Siti Aminah');
  });

  it('is masked word by word, and a short word does not give itself away', () => {
    expect(maskName('Siti Aminah Al')).toBe('S***i A***h A***');
  });
});

describe('a note', () => {
  const family = '👨‍👩‍👧‍👦';

  it('has at most 120 characters as a person counts them', () => {
    expect(takes(note, family.repeat(120))).toBe(true);
    expect(takes(note, family.repeat(121))).toBe(false);
    expect(takes(note, 'x'.repeat(120))).toBe(true);
    expect(takes(note, 'x'.repeat(121))).toBe(false);
  });
});
