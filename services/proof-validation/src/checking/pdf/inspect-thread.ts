import { parentPort, workerData } from 'node:worker_threads';
import { holdsForbiddenName } from './scan-names.ts';
import { walkDocument } from './walk-document.ts';

const { buffer, byteOffset, byteLength } = workerData as Uint8Array<ArrayBuffer>;
const file = Buffer.from(buffer, byteOffset, byteLength);

// Whatever goes wrong here is the file's fault.
process.on('uncaughtException', () => parentPort?.postMessage('file-unreadable'));
parentPort?.postMessage(
  holdsForbiddenName(file) ? 'file-unsafe' : ((await walkDocument(file)) ?? 'harmless'),
);
