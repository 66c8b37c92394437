import { PDF, PdfArray, PdfDict, type PdfObject, PdfRef } from '@libpdf/core';
import { isForbiddenName, mayRunByItself } from '../../domain/pdf-rules.ts';

/** Why a PDF is refused. */
export type PdfRefusal = 'file-unreadable' | 'file-unsafe';

/** Where a complete file says that it ends. Some writers and mail programs leave a little behind it. */
const TAIL_BYTES = 2048;

/**
 * Reads a PDF as a viewer does, from its catalog by its table of contents, and judges everything that can be reached.
 * Many honest files have a wrong table, which can be rebuilt; one without an end was cut off.
 */
export async function walkDocument(file: Buffer): Promise<PdfRefusal | undefined> {
  const document = (await readPages(file)) ?? (await readPages(withoutTable(file)));
  if (!document) return 'file-unreadable';
  if (document.recoveredViaBruteForce && isCutOff(file)) return 'file-unreadable';

  const resolve = (ref: PdfRef) => document.context.resolve(ref);
  return isHarmless(document.context.catalog.getDict(), resolve) ? undefined : 'file-unsafe';
}

/** Undefined when no page can be found. */
async function readPages(file: Buffer): Promise<PDF | undefined> {
  const document = await PDF.load(file).catch(() => undefined);
  return document && document.getPageCount() > 0 ? document : undefined;
}

/** The library gives up on some tables that viewers rebuild; without one it has to. */
const withoutTable = (file: Buffer): Buffer =>
  Buffer.from(file.toString('latin1').replaceAll('startxref', 'no table '), 'latin1');

const isCutOff = (file: Buffer) => file.lastIndexOf('%%EOF') < file.length - TAIL_BYTES;

type Resolve = (ref: PdfRef) => PdfObject | null;

/** Visits every object once, without recursion: a stranger chose how deep it goes. */
function isHarmless(catalog: PdfDict, resolve: Resolve): boolean {
  const visited = new Set<PdfObject>([catalog]);
  for (const object of visited) {
    if (object.type === 'name' && isForbiddenName(object.value)) return false;
    if (object instanceof PdfDict && runsByItself(object, resolve)) return false;
    for (const part of partsOf(object, resolve)) visited.add(part);
  }
  return true;
}

function* partsOf(object: PdfObject, resolve: Resolve): Generator<PdfObject> {
  if (object instanceof PdfRef) yield* present(resolve(object));
  if (object instanceof PdfArray) yield* object;
  if (object instanceof PdfDict) for (const entry of object) yield* entry;
}

const present = (object: PdfObject | null): PdfObject[] => (object ? [object] : []);

/**
 * True when the dictionary makes a viewer do something unasked. Where to open a document is honest; so is a place
 * to jump to. `AA` starts actions when a page or a field is entered, left, printed.
 */
function runsByItself(dict: PdfDict, resolve: Resolve): boolean {
  const triggers = dict.getDict('AA', resolve);
  const started = [dict.getDict('OpenAction', resolve)];
  if (triggers)
    for (const [event] of triggers) started.push(triggers.getDict(event.value, resolve));

  return started.some(
    (action) => action && !mayRunByItself(action.getName('S', resolve)?.value, action.has('Next')),
  );
}
