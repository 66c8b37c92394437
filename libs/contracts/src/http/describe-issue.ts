import type { Bilingual } from './problems.ts';
import type { core } from 'zod';

type Description = { readonly code: string; readonly detail: Bilingual };

/** A schema that has its own words writes both languages into its message: `huruf saja | letters only`. */
const BETWEEN_LANGUAGES = ' | ';

/** What is wrong, for a program (`code`) and for a person in both languages. Never quotes the input. */
export function describeIssue(issue: core.$ZodIssue): Description {
  const [id, en] = issue.message.split(BETWEEN_LANGUAGES);
  const usual = describeUsual(issue);
  return id && en ? says(usual.code, id, en) : usual;
}

function describeUsual(issue: core.$ZodIssue): Description {
  switch (issue.code) {
    case 'invalid_type':
      if (isMissing(issue)) return REQUIRED;
      if (issue.expected === 'number') return NUMBER;
      if (issue.expected === 'int') return WHOLE_NUMBER;
      return says(
        'wrong-type',
        `Jenisnya harus ${issue.expected}`,
        `Must be of type ${issue.expected}`,
      );
    case 'too_small':
      return describeTooSmall(issue);
    case 'too_big':
      return describeTooBig(issue);
    case 'invalid_format':
      return (
        FORMATS[issue.format] ??
        says('wrong-format', 'Bentuknya tidak sesuai', 'Not in the right format')
      );
    case 'invalid_value':
      return says(
        'not-an-option',
        `Pilih: ${issue.values.join(', ')}`,
        `Choose: ${issue.values.join(', ')}`,
      );
    case 'not_multiple_of':
      return says(
        'wrong-step',
        `Harus kelipatan ${issue.divisor}`,
        `Must be a multiple of ${issue.divisor}`,
      );
    case 'unrecognized_keys':
      return says('unknown-field', 'Isian tidak dikenal', 'Unknown field');
    case 'invalid_union':
      return issue.errors.length > 0 && issue.errors.every(([first]) => first && isMissing(first))
        ? REQUIRED
        : INVALID;
    case 'custom':
      return says('invalid', INVALID.detail.id, issue.message);
    case 'invalid_key':
    case 'invalid_element':
      return INVALID;
  }
}

function describeTooSmall({
  minimum,
  origin,
  inclusive,
  exact,
}: core.$ZodIssueTooSmall): Description {
  if (origin === 'string' && minimum === 1) return REQUIRED;

  const unit = UNITS[origin] ?? NO_UNIT;
  if (exact) return says('too-small', `Harus ${minimum}${unit.id}`, `Must be ${minimum}${unit.en}`);
  return inclusive
    ? says('too-small', `Paling sedikit ${minimum}${unit.id}`, `At least ${minimum}${unit.en}`)
    : says(
        'too-small',
        `Harus lebih dari ${minimum}${unit.id}`,
        `Must be more than ${minimum}${unit.en}`,
      );
}

function describeTooBig({ maximum, origin, inclusive, exact }: core.$ZodIssueTooBig): Description {
  const unit = UNITS[origin] ?? NO_UNIT;
  if (exact) return says('too-big', `Harus ${maximum}${unit.id}`, `Must be ${maximum}${unit.en}`);
  return inclusive
    ? says('too-big', `Paling banyak ${maximum}${unit.id}`, `At most ${maximum}${unit.en}`)
    : says(
        'too-big',
        `Harus kurang dari ${maximum}${unit.id}`,
        `Must be less than ${maximum}${unit.en}`,
      );
}

/** zod tells a missing field from a wrong one in its message only. */
const isMissing = (issue: core.$ZodIssue) =>
  issue.code === 'invalid_type' && issue.message.endsWith('received undefined');

const says = (code: string, id: string, en: string): Description => ({ code, detail: { id, en } });

const REQUIRED = says('required', 'Wajib diisi', 'Required');
const NUMBER = says('wrong-type', 'Harus angka', 'Must be a number');
const WHOLE_NUMBER = says('wrong-type', 'Harus bilangan bulat', 'Must be a whole number');
const INVALID = says('invalid', 'Isian tidak sesuai', 'Not a valid value');

const FORMATS: Readonly<Record<string, Description>> = {
  email: says('wrong-format', 'Bukan alamat email', 'Not an e-mail address'),
  url: says('wrong-format', 'Bukan alamat web', 'Not a web address'),
  guid: says('wrong-format', 'Bukan UUID', 'Not a UUID'),
  uuid: says('wrong-format', 'Bukan UUID', 'Not a UUID'),
  datetime: says('wrong-format', 'Bukan waktu ISO 8601', 'Not an ISO 8601 instant'),
};

const NO_UNIT: Bilingual = { id: '', en: '' };
const UNITS: Readonly<Record<string, Bilingual>> = {
  string: { id: ' karakter', en: ' characters' },
  array: { id: ' isian', en: ' entries' },
};
