import pg from 'pg';

const { builtins, getTypeParser } = pg.types;
/** Arrays are missing from the driver's list of names. */
const INT8_ARRAY: number = 1016;

const parseInt8Array = getTypeParser(INT8_ARRAY, 'text') as (text: string) => (string | null)[];

/** The driver's parsers, but for the types that it would hand over as something surprising. */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format === 'binary') return getTypeParser(oid, 'binary');
    if (oid === builtins.INT8) return toSafeInteger;
    if (oid === INT8_ARRAY) return toSafeIntegers;
    // The driver makes a Date at midnight of the machine's own zone; a day has none.
    if (oid === builtins.DATE) return asText;
    return getTypeParser(oid, 'text');
  },
};

function toSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} does not fit a number`);
  return value;
}

const toSafeIntegers = (text: string) =>
  parseInt8Array(text).map((item) => (item === null ? null : toSafeInteger(item)));

const asText = (text: string) => text;
