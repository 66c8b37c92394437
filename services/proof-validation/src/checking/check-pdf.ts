import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { exitCodes } from './pdf/exit-codes.ts';
import type { PdfRefusal } from './pdf/walk-document.ts';

const INSPECTOR = join(import.meta.dirname, 'pdf', 'inspect-pdf.ts');
const HEAP_MB_MAX = 256;

/**
 * Judges a PDF in a process of its own: parsers have crashed and hung on a few in thousands, and a stranger picks the file. That
 * process may only read, knows no secret, and is killed when it takes too long; what cannot be checked within
 * the limits is unsafe. Undefined means harmless. Throws when the process cannot be started.
 */
export async function checkPdf(path: string, timeoutMs = 5_000): Promise<PdfRefusal | undefined> {
  const limits = [`--max-old-space-size=${HEAP_MB_MAX}`, '--permission', '--allow-fs-read=*'];
  const inspector = spawn(process.execPath, [...limits, INSPECTOR, path], {
    stdio: 'ignore',
    env: {},
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  const [exitCode] = (await once(inspector, 'exit')) as [number | null];

  switch (exitCode) {
    case exitCodes.harmless:
      return undefined;
    case exitCodes['file-unreadable']:
      return 'file-unreadable';
    case 1:
      throw new Error('The PDF inspector could not start');
    default:
      return 'file-unsafe';
  }
}
