import type { IncomingMessage } from 'node:http';
import type { Deadlines } from '../http/deadlines.ts';
import type { Upload } from './proof-files.ts';
import { type Form, type FormOptions, type FormReading, readForm } from './read-form.ts';

export type ReceiveOptions = {
  readonly acceptsFields: boolean;
  /** Opens the way to proof-validation, when there is a file. */
  readonly openUpload: () => Upload;
  /** Asked once all parts are known. What it throws ends the upload, and nothing is left of it. */
  readonly admit: (form: Form) => Promise<void>;
};

/** A sender that stalls for so long has gone. */
const STALL_MS = 20_000;
/** Slower than any line that still carries a call. What comes drop by drop is cut as if nothing came. */
const BYTES_A_SECOND_MIN = 2_048;

/**
 * Takes a form in and passes its file on while it comes, at the pace of the slower side. The file's end is held back
 * until every part is known and admitted. Throws the refusal of whoever refuses first.
 */
export async function receiveUpload(
  req: IncomingMessage,
  deadlines: Deadlines,
  { acceptsFields, openUpload, admit }: ReceiveOptions,
): Promise<Form> {
  let upload: Upload | undefined;
  const refused = Promise.withResolvers<never>();
  const reading = read(req, deadlines, {
    acceptsFields,
    openFile: () => {
      upload = openUpload();
      upload.verdict.catch(refused.reject);
      return upload.body;
    },
  });

  try {
    const form = await Promise.race([reading.form, refused.promise]);
    deadlines.met(req);
    await admit(form);
    upload?.finish();
    await upload?.verdict;
    return form;
  } catch (error) {
    upload?.abort();
    reading.cancel();
    throw error;
  }
}

/** Reads a form to know what is in it, and keeps nothing. */
export const digestForm = (
  req: IncomingMessage,
  deadlines: Deadlines,
  options: Pick<FormOptions, 'acceptsFields'>,
): Promise<Form> => read(req, deadlines, options).form;

function read(req: IncomingMessage, deadlines: Deadlines, options: FormOptions): FormReading {
  const startedAt = performance.now();
  let received = 0;
  const onProgress = (bytes: number) => {
    received += bytes;
    deadlines.within(req, patienceMs(received, performance.now() - startedAt));
  };
  onProgress(0);
  return readForm(req, { ...options, onProgress });
}

/** How long to wait for more of a file: less and less where what came so far came drop by drop. Negative when it is over. */
export const patienceMs = (receivedBytes: number, elapsedMs: number): number =>
  Math.min(STALL_MS, STALL_MS + (receivedBytes / BYTES_A_SECOND_MIN) * 1_000 - elapsedMs);
