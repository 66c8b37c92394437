import { constants, inflateSync } from 'node:zlib';
import { isForbiddenName } from '../../domain/pdf-rules.ts';
import { beginOfStream, readName, readToken } from './read-token.ts';

/** Object streams of honest writers hold a hundred objects or so, some kB. */
const INFLATED_BYTES_MAX = 32 * 1024 * 1024;

/**
 * Reads a PDF as bytes, without its table of contents: viewers repair, guess and disagree about what is at an offset, so
 * forbidden names are looked for wherever any of them could begin to read an object, even within another one's stream.
 *
 * A pass begins at the start and behind every `obj` and `trailer`. It ends where it falls in step with a pass before it, or
 * at the bytes of a stream. A name within a string is text. Object streams are inflated and searched too, and one
 * that is packed in any way but the usual one counts as forbidden.
 */
export function holdsForbiddenName(file: Buffer): boolean {
  const seen = new Set<number>();

  for (const start of [0, ...positionsAfter(file, 'obj'), ...positionsAfter(file, 'trailer')]) {
    if (!seen.has(start) && scanFrom(file, start, seen)) return true;
  }
  return false;
}

function* positionsAfter(file: Buffer, word: string): Generator<number> {
  for (let at = file.indexOf(word); at !== -1; at = file.indexOf(word, at + 1)) {
    yield at + word.length;
  }
}

/** `seen` holds where passes stood between two objects. */
function scanFrom(file: Buffer, start: number, seen: Set<number>): boolean {
  let names = new Set<string>();
  let depth = 0;

  for (let at = start; at < file.length;) {
    const token = readToken(file, at);
    at = token.end;

    if (token.kind === 'open') depth += 1;
    if (token.kind === 'close') depth -= 1;
    if (token.kind === 'name') {
      if (isForbiddenName(token.text)) return true;
      names.add(token.text);
    }
    if (token.kind === 'word' && token.text.endsWith('obj')) {
      if (seen.has(at)) return false;
      seen.add(at);
      names = new Set();
    }
    if (token.kind === 'word' && token.text === 'stream') {
      const content = file.subarray(beginOfStream(file, at));
      if (isObjectStream(names) && mustNotBeRead(content, names)) return true;
      if (names.has('XRef') && growsBeyondMeasure(content)) return true;
      // Within a dictionary the word is no stream to every viewer, so the pass goes on.
      if (depth <= 0) return false;
    }
  }
  return false;
}

/** Some viewers do not ask for the type, but all need to know where the first object begins. */
const isObjectStream = (names: Set<string>) => names.has('ObjStm') || names.has('First');

/** True for a stream of objects with a forbidden name in it, or which hides what is in it. */
function mustNotBeRead(content: Buffer, names: Set<string>): boolean {
  if (![...names].some((name) => packings.has(name))) return mentionsForbidden(content);

  const isDeflated = names.has('FlateDecode') || names.has('Fl');
  if (!isDeflated || [...names].some((name) => disguises.has(name))) return true;
  try {
    return mentionsForbidden(inflate(content));
  } catch {
    return true;
  }
}

const packings = new Set(['Filter', 'F', 'FlateDecode', 'Fl']);

/** Other filters, and ways to rearrange bytes. They serve pixels and numbers. */
const disguises = new Set([
  ...['DecodeParms', 'DP', 'Crypt', 'ASCIIHexDecode', 'AHx', 'ASCII85Decode', 'A85', 'LZWDecode'],
  ...['LZW', 'RunLengthDecode', 'RL', 'CCITTFaxDecode', 'CCF', 'DCTDecode', 'DCT', 'JBIG2Decode'],
  ...['JPXDecode', 'BrotliDecode'],
]);

/** A library that inflates the table of contents sets itself no limit. */
function growsBeyondMeasure(content: Buffer): boolean {
  try {
    inflate(content);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
  }
}

/** Throws for what grows beyond measure. The end of the packed bytes is where they say so. */
const inflate = (packed: Buffer) =>
  inflateSync(packed, {
    maxOutputLength: INFLATED_BYTES_MAX,
    finishFlush: constants.Z_SYNC_FLUSH,
  });

/** Without regard to strings: objects in a stream are found by offsets, which can point into one. */
function mentionsForbidden(bytes: Buffer): boolean {
  for (let at = bytes.indexOf('/'); at !== -1; at = bytes.indexOf('/', at + 1)) {
    if (isForbiddenName(readName(bytes, at).text)) return true;
  }
  return false;
}
