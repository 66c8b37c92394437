/**
 * Runs as a process of its own, started by `check-pdf.ts`: `node inspect-pdf.ts <file>`. Says its verdict by its exit code,
 * because a library may write to the output, and because a process that was killed has one too.
 */
import { readFileSync } from 'node:fs';
import { exitCodes } from './exit-codes.ts';
import { holdsForbiddenName } from './scan-names.ts';
import { walkDocument } from './walk-document.ts';

const [, , path = ''] = process.argv;
const file = readFileSync(path);

// From here on, whatever goes wrong is the file's fault.
process.on('uncaughtException', () => process.exit(exitCodes['file-unreadable']));
const refusal = holdsForbiddenName(file) ? 'file-unsafe' : await walkDocument(file);
process.exit(exitCodes[refusal ?? 'harmless']);
