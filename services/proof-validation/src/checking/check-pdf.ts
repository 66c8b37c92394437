import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { exitCodes } from './pdf/exit-codes.ts';
import type { PdfRefusal } from './pdf/walk-document.ts';

const INSPECTOR = join(import.meta.dirname, 'pdf', 'inspect-pdf.ts');
const limits = ['--permission', '--allow-fs-read=*', '--allow-worker'];

/**
 * Judges a PDF in a process of its own: parsers have crashed and hung on a few in thousands, and a stranger picks the file. That
 * process may only read, knows no secret, and is killed when it takes too long; what cannot be checked within
 * the limits is unsafe. Undefined means harmless. Throws when the process could not do its work.
 */
export async function checkPdf(path: string, timeoutMs = 10_000): Promise<PdfRefusal | undefined> {
  const inspector = spawn(process.execPath, [...limits, INSPECTOR, path], {
    stdio: 'ignore',
    env: {},
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  const [exitCode, signal] = (await once(inspector, 'exit')) as [number | null, string | null];

  if (exitCode === exitCodes.harmless) return undefined;
  if (exitCode === exitCodes['file-unreadable']) return 'file-unreadable';
  // By Node itself, or by somebody who stops everything: that says nothing about the file.
  const isOurs = exitCode === 1 || (signal !== null && !inspector.killed && !CRASHES.has(signal));
  if (isOurs) throw new Error(`The PDF inspector could not work (${signal ?? exitCode})`);
  return 'file-unsafe';
}

/** What a file can bring a process to. */
const CRASHES = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP']);
