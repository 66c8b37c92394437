import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { aPdf, anObjectStream, aStream } from '../../../test/files.ts';
import { holdsForbiddenName } from './scan-names.ts';

const script = '<< /S /JavaScript /JS (app.alert(1)) >>';

describe('a scan of names', () => {
  it.each<[string, Buffer]>([
    ['an empty page', aPdf()],
    ['a place to open at', aPdf({ catalog: '/OpenAction [3 0 R /Fit]' })],
    [
      'a link that a person may click',
      aPdf({ objects: ['<< /S /URI /URI (https://example.org) >>'] }),
    ],
    ['the word in a text', aPdf({ objects: ['<< /Title (About /JavaScript \\) /JS) >>'] })],
    ['the word in a comment', aPdf({ objects: ['<< % /JavaScript\n >>'] })],
    ['a name that only begins like it', aPdf({ objects: ['<< /JavaScripts /JSX /XFAx >>'] })],
    ['honest objects in a stream', aPdf({ objects: [anObjectStream(['<< /Title (x) >>'])] })],
    ['pixels that look like a name', aPdf({ objects: [aStream('', 'pixels /JavaScript pixels')] })],
    ['nothing', Buffer.alloc(0)],
  ])('lets %s pass', (_what, file) => {
    expect(holdsForbiddenName(file)).toBe(false);
  });

  it.each([
    ...['JavaScript', 'JS', 'Launch', 'EmbeddedFile', 'EmbeddedFiles', 'FileAttachment', 'XFA'],
    ...['RichMedia', 'Rendition', 'SubmitForm', 'ImportData', 'GoToE', 'GoToR', 'Encrypt'],
  ])('finds %s', (name) => {
    expect(holdsForbiddenName(aPdf({ objects: [`<< /Any /${name} >>`] }))).toBe(true);
    expect(holdsForbiddenName(aPdf({ objects: [`[ << /${name} 1 >> ]`] }))).toBe(true);
  });

  it.each<[string, Buffer]>([
    ['escaped by hex', aPdf({ objects: ['<< /S /J#61vaScript >>'] })],
    ['escaped in every letter', aPdf({ objects: ['<< /#4a#53 (x) >>'] })],
    ['the trailer', aPdf({ trailer: '/Encrypt 9 0 R' })],
    ['an object stream', aPdf({ objects: [anObjectStream(['<< >>', script])] })],
    [
      'an object stream that does not say that it is one',
      aPdf({
        objects: [aStream('/N 1 /First 5 /Filter /FlateDecode', deflateSync(`90 0 ${script}`))],
      }),
    ],
    [
      'an object stream that is not packed',
      aPdf({ objects: [aStream('/Type /ObjStm /N 1 /First 5', `90 0 ${script}`)] }),
    ],
    [
      'what looks like a string of an object stream',
      aPdf({ objects: [anObjectStream([`( ${script} )`])] }),
    ],
    [
      'an object within the bytes of another, where a table of contents may point',
      aPdf({ objects: [aStream('', `pixels 7 0 obj ${script} endobj`)] }),
    ],
    ['behind a broken string', aPdf({ objects: ['<< /Title (never closed', script] })],
    ['behind brackets that do not match', aPdf({ objects: [`>> ] >> ${script}`] })],
    ['behind a keyword in a dictionary', aPdf({ objects: [`<< /A endobj /B stream /S /JS >>`] })],
    [
      'behind a whole document, in an update',
      Buffer.concat([aPdf(), Buffer.from(`9 0 obj${script}`)]),
    ],
  ])('finds a name in: %s', (_where, file) => {
    expect(holdsForbiddenName(file)).toBe(true);
  });

  it.each([
    ['hides its bytes by another filter', '/Filter [/ASCIIHexDecode /FlateDecode]'],
    ['hides its bytes by a predictor', '/DecodeParms << /Predictor 12 >>'],
    ['says two things about its filter', '/Filter /LZWDecode'],
  ])('refuses an object stream that %s', (_how, entries) => {
    expect(holdsForbiddenName(aPdf({ objects: [anObjectStream(['<< >>'], entries)] }))).toBe(true);
  });

  it('refuses an object stream whose filter is written elsewhere', () => {
    const stream = aStream('/Type /ObjStm /N 1 /First 5 /Filter 9 0 R', 'anything');
    expect(holdsForbiddenName(aPdf({ objects: [stream] }))).toBe(true);
  });

  it('refuses an object stream that cannot be unpacked, or grows beyond measure', () => {
    const broken = aStream('/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode', 'not packed');
    const bomb = anObjectStream([' '.repeat(40_000_000)]);

    expect(holdsForbiddenName(aPdf({ objects: [broken] }))).toBe(true);
    expect(holdsForbiddenName(aPdf({ objects: [bomb] }))).toBe(true);
  });

  it('refuses a table of contents that grows beyond measure', () => {
    const table = aStream(
      '/Type /XRef /Filter /FlateDecode',
      deflateSync(Buffer.alloc(40_000_000)),
    );
    expect(holdsForbiddenName(aPdf({ objects: [table] }))).toBe(true);
  });
});
