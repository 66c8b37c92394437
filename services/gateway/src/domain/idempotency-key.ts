/** 16 to 255 printable ASCII characters. */
const SHAPE = /^[\x21-\x7e](?:[\x20-\x7e]{14,253})[\x21-\x7e]$/;

export const isIdempotencyKey = (header: string | string[] | undefined): header is string =>
  typeof header === 'string' && SHAPE.test(header);
