import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { checkPdf } from '../src/checking/check-pdf.ts';
import { aPdf, anObjectStream, aSample, aStream } from './files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'karcis-pdf-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function check(bytes: Buffer, timeoutMs?: number) {
  const path = join(folder, randomBytes(8).toString('hex'));
  await writeFile(path, bytes);
  return checkPdf(path, timeoutMs);
}

/** Keeps the inspector at work for as long as it is let. */
const endless = () => Buffer.from(`%PDF-1.7\n${'obj('.repeat(2_000_000)}`);

const action = (entries: string) => aPdf({ catalog: '/OpenAction 5 0 R', objects: [entries] });

describe('check of a PDF', () => {
  it.each<[string, () => Buffer | Promise<Buffer>]>([
    ['the sample', () => aSample('transfer.pdf')],
    ['a place to open at', () => aPdf({ catalog: '/OpenAction [3 0 R /FitH 700]' })],
    ['a jump to a page when it opens', () => action('<< /S /GoTo /D [3 0 R /Fit] >>')],
    [
      'junk behind the end',
      () => Buffer.concat([aPdf(), Buffer.from('\r\n<!-- sent by mail -->')]),
    ],
    ['a table of contents that is wrong', () => shifted(aPdf())],
    [
      'a link to click',
      () =>
        aPdf({
          catalog: '/Names 5 0 R',
          objects: ['<< /A << /S /URI /URI (https://example.org) >> >>'],
        }),
    ],
  ])('finds %s harmless', async (_what, make) => {
    expect(await check(await make())).toBeUndefined();
  });

  it.each<[string, () => Buffer | Promise<Buffer>]>([
    ['the sample with a script', () => aSample('transfer-with-script.pdf')],
    ['a script with an escaped name', () => action('<< /S /J#61vaScript /J#53 (x) >>')],
    [
      'a script in an object stream',
      () => aPdf({ objects: [anObjectStream(['<< /S /JavaScript /JS (x) >>'])] }),
    ],
    ['a program to launch', () => action('<< /S /Launch /F (cmd.exe) >>')],
    ['an address to open unasked', () => action('<< /S /URI /URI (https://example.org) >>')],
    ['an address after a jump', () => action('<< /S /GoTo /D [3 0 R /Fit] /Next << /S /URI >> >>')],
    ['an action without a kind', () => action('<< /D [3 0 R /Fit] >>')],
    [
      'an address to open when a page is left',
      () => aPdf({ catalog: '/AA << /WC 5 0 R >>', objects: ['<< /S /URI /URI (x) >>'] }),
    ],
    ['an attached file', () => aPdf({ catalog: '/Names << /EmbeddedFiles 5 0 R >>' })],
    ['a form of XML', () => aPdf({ catalog: '/AcroForm << /XFA [] >>' })],
    [
      'encryption',
      () => aPdf({ objects: ['<< /Filter /Standard /V 2 >>'], trailer: '/Encrypt 5 0 R' }),
    ],
    [
      'encryption of the objects too',
      () =>
        aPdf({
          objects: [
            '<< /Filter /Standard /V 4 >>',
            aStream('/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode', randomBytes(64)),
          ],
          trailer: '/Encrypt 5 0 R',
        }),
    ],
    [
      'what takes more memory than it may',
      () => aPdf({ catalog: '/X 5 0 R', objects: [`[${'[1]'.repeat(3_000_000)}]`] }),
    ],
  ])('takes %s for unsafe', async (_what, make) => {
    expect(await check(await make())).toBe('file-unsafe');
  });

  it.each<[string, () => Buffer]>([
    ['random bytes', () => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(100_000)])],
    ['a header alone', () => Buffer.from('%PDF-1.7\n')],
    ['a file cut off in the middle', () => cut(bigPdf(), 0.6)],
    ['a file cut off before its table', () => cut(bigPdf(), 0.97)],
    ['a document without pages', () => Buffer.from(String(aPdf()).replace('/Kids [3', '/Kids [9'))],
    [
      'pages that contain themselves',
      () => Buffer.from(String(aPdf()).replace('[3 0 R]', '[2 0 R]')),
    ],
    ['brackets without end', () => aPdf({ catalog: `/Pages ${'['.repeat(100_000)}` })],
    [
      'a table of contents that points at itself',
      () => Buffer.from('%PDF-1.7\nxref\n0 1\ntrailer << /Prev 9 >>\nstartxref\n9\n%%EOF'),
    ],
  ])('finds %s unreadable', async (_what, make) => {
    expect(await check(make())).toBe('file-unreadable');
  });

  it('survives a table of contents that promises a thousand million objects', async () => {
    const huge = String(aPdf()).replace('xref\n0 5', 'xref\n0 999999999');
    expect(['file-unsafe', 'file-unreadable', undefined]).toContain(await check(Buffer.from(huge)));
  });

  it('kills an inspector that takes too long, and takes the file for unsafe', async () => {
    expect(await check(endless(), 1_500)).toBe('file-unsafe');
  });

  it('fails when somebody else ends the inspector, as Ctrl-C does', async () => {
    const checking = check(endless());
    const inspector = await until(findInspector);
    process.kill(Number(inspector), 'SIGINT');

    await expect(checking).rejects.toThrow('could not work (SIGINT)');
  });

  it('fails when the file is gone, which is nobody’s fault but ours', async () => {
    await expect(checkPdf(join(folder, 'no-such-file'))).rejects.toThrow('could not work');
  });
});

/** This process has other children too: the run's own Postgres. */
async function findInspector(): Promise<number | undefined> {
  const children = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
  for (const pid of children.trim().split(' ')) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('inspect-pdf')) return Number(pid);
  }
  return undefined;
}

/** With content enough that a cut at some part of it leaves objects on both sides. */
const bigPdf = () =>
  aPdf({ objects: Array.from({ length: 200 }, () => aStream('', randomBytes(500))) });

const cut = (file: Buffer, part: number) => file.subarray(0, Math.floor(file.length * part));

/** Every offset in the table is wrong, as after a transfer that changed line ends. */
const shifted = (file: Buffer) =>
  Buffer.from(String(file).replace('%PDF-1.7\n', '%PDF-1.7\n%some more bytes\n'));
