/** One token of PDF syntax: brackets of a dictionary, a name, a keyword that can begin or end an object, or anything else. */
export type Token = { readonly end: number } & (
  | { readonly kind: 'open' | 'close' | 'other' }
  | { readonly kind: 'name' | 'word'; readonly text: string }
);

/** The standard allows a name 127 characters, each of which can be escaped. */
const NAME_BYTES_MAX = 127 * 3;
const KEYWORD_BYTES_MAX = 'endstream'.length;

const code = (character: string) => character.charCodeAt(0);
const [OPEN, CLOSE, BACKSLASH, SLASH] = [code('('), code(')'), code('\\'), code('/')];
const [LESS, GREATER, PERCENT] = [code('<'), code('>'), code('%')];
const [LINE_FEED, CARRIAGE_RETURN] = [code('\n'), code('\r')];

const isIrregular = new Uint8Array(256);
for (const byte of Buffer.from('\0\t\n\f\r ()<>[]{}/%')) isIrregular[byte] = 1;

/** Reads the token at `at`, whatever the bytes are: it never fails and always moves on. */
export function readToken(bytes: Buffer, at: number): Token {
  switch (bytes[at]) {
    case SLASH:
      return readName(bytes, at);
    case OPEN:
      return { kind: 'other', end: endOfString(bytes, at) };
    case PERCENT:
      return { kind: 'other', end: endOfLine(bytes, at) };
    case LESS:
      if (bytes[at + 1] === LESS) return { kind: 'open', end: at + 2 };
      return { kind: 'other', end: endOfHex(bytes, at) };
    case GREATER:
      if (bytes[at + 1] === GREATER) return { kind: 'close', end: at + 2 };
      return { kind: 'other', end: at + 1 };
    default:
      return readWord(bytes, at);
  }
}

/** The name whose slash is at `at`, its `#xx` decoded. */
export function readName(bytes: Buffer, at: number): { kind: 'name'; text: string; end: number } {
  const end = endOfRegular(bytes, at + 1);
  const text = bytes
    .toString('latin1', at + 1, Math.min(end, at + 1 + NAME_BYTES_MAX))
    .replace(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return { kind: 'name', text, end };
}

/** Where the bytes of a stream begin, whose keyword ended at `at`. */
export function beginOfStream(bytes: Buffer, at: number): number {
  const begin = bytes[at] === CARRIAGE_RETURN ? at + 1 : at;
  return bytes[begin] === LINE_FEED ? begin + 1 : begin;
}

function readWord(bytes: Buffer, at: number): Token {
  const end = endOfRegular(bytes, at);
  if (end === at) return { kind: 'other', end: at + 1 };
  // Only obj, endobj and stream matter, and numbers come in millions.
  const last = bytes[end - 1];
  if (last !== code('j') && last !== code('m')) return { kind: 'other', end };
  const begin = Math.max(at, end - KEYWORD_BYTES_MAX);
  return { kind: 'word', text: bytes.toString('latin1', begin, end), end };
}

function endOfRegular(bytes: Buffer, at: number): number {
  let end = at;
  while (end < bytes.length && isIrregular[bytes[end] ?? 0] === 0) end += 1;
  return end;
}

/** Parentheses nest in strings, and a backslash takes the meaning of what follows. */
function endOfString(bytes: Buffer, at: number): number {
  let depth = 0;
  for (let end = at; end < bytes.length; end += 1) {
    const byte = bytes[end];
    if (byte === BACKSLASH) end += 1;
    else if (byte === OPEN) depth += 1;
    else if (byte === CLOSE && --depth === 0) return end + 1;
  }
  return bytes.length;
}

function endOfHex(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(GREATER, at);
  return end === -1 ? bytes.length : end + 1;
}

function endOfLine(bytes: Buffer, at: number): number {
  let end = at;
  while (end < bytes.length && bytes[end] !== LINE_FEED && bytes[end] !== CARRIAGE_RETURN) end += 1;
  return end;
}
