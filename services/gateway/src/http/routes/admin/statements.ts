import {
  Statement,
  StatementFields,
  TransferList,
  TransferQuery,
  type ResponseOf,
  type readStatement,
  uuid,
} from '@karcis/contracts';
import {
  type InputProblem,
  type Problem,
  ProblemError,
  invalidInput,
  parseStrictJson,
  problem,
} from '@karcis/http';
import { z } from 'zod';
import type { Calls } from '../../../calls.ts';
import { fingerprintOfParts } from '../../../domain/fingerprint.ts';
import { createSlots } from '../../../limits/slots.ts';
import type { Form } from '../../../uploads/read-form.ts';
import { digestForm, receiveUpload } from '../../../uploads/receive-upload.ts';
import { sendStatement } from '../../../uploads/statement-parts.ts';
import type { Deadlines } from '../../deadlines.ts';
import { type EffectReply, type Once, pathOf } from '../../once.ts';
import { pageFrom } from '../../page.ts';
import { refuse } from '../../refusals.ts';
import { type Ask, type Route, answer, defineRoute, ok } from '../../route.ts';
import { organiserScope } from './scope.ts';

export type StatementRoutesDeps = {
  readonly calls: Pick<
    Calls,
    'addStatementPart' | 'readStatement' | 'listTransfers' | 'dismissLine'
  >;
  readonly once: Once;
  readonly deadlines: Deadlines;
};

const PATH = '/api/admin/statements';
const TRANSFERS = '/api/admin/transfers';
const StatementForm = z.strictObject({
  file: z.file().meta({ description: 'A bank’s CSV of at most 5 MB' }),
  fields: z.string().meta({ description: 'JSON: { "methodId": whose account it is }' }),
});
const FORM = { acceptsFields: true };
/** Booking reads two at once. */
const READING_AT_ONCE = 2;

/** Bank statements, and what their lines may be. */
export function statementRoutes({ calls, once, deadlines }: StatementRoutesDeps): Route[] {
  const reading = createSlots({ max: READING_AT_ONCE, retryAfterSeconds: 10 });

  async function read(statementId: string, methodId: string): Promise<EffectReply> {
    const result = await calls.readStatement({ statementId, methodId });
    if (result.outcome !== 'read') return { problem: statementProblem(result) };
    return { ...answer(201, result.statement, { Location: TRANSFERS }), location: TRANSFERS };
  }

  const settingAside = (verb: string, summary: string, isDismissed: boolean): Route =>
    defineRoute({
      method: 'post',
      path: `${TRANSFERS}/:id/${verb}`,
      summary,
      access: 'organiser',
      alsoFor: ['reviewer'],
      params: { schema: z.object({ id: uuid }), otherwise: 'statement-line-not-found' },
      body: z.strictObject({}),
      idempotent: true,
      answers: { 200: z.strictObject({ dismissed: z.boolean() }) },
      problems: ['statement-line-not-found', 'statement-line-used'],
      handle: (ask) =>
        once.json(ask, organiserScope(ask), async () => {
          const { outcome } = await calls.dismissLine({
            lineId: ask.params.id,
            isDismissed,
            organiser: ask.organiser?.id ?? '',
          });
          if (outcome !== 'ok') return { problem: problem(outcome) };
          return { ...ok({ dismissed: isDismissed }), location: TRANSFERS };
        }),
    });

  return [
    defineRoute({
      method: 'post',
      path: PATH,
      summary: 'Reads a bank statement; lines that were there already count no more',
      access: 'organiser',
      alsoFor: ['reviewer'],
      form: StatementForm,
      idempotent: true,
      answers: { 201: Statement },
      problems: [
        'file-required',
        'statement-too-large',
        'statement-unreadable',
        'payment-method-not-found',
      ],
      handle: (ask) =>
        once.streamed(ask, organiserScope(ask), {
          receive: (run, admit) =>
            reading.run('everybody', async () => {
              const statementId = run.idOf('statement');
              const form = await receiveUpload(ask.req, deadlines, {
                ...FORM,
                openUpload: () => sendStatement(calls.addStatementPart, statementId),
                async admit(form) {
                  if (!form.hasFile) throw new ProblemError('file-required');
                  readFields(form);
                  await admit(fingerprintOf(ask, form));
                },
              });
              return read(statementId, readFields(form).methodId);
            }),
          digest: async () => fingerprintOf(ask, await digestForm(ask.req, deadlines, FORM)),
        }),
    }),
    defineRoute({
      method: 'get',
      path: TRANSFERS,
      summary: 'Lists money that came in and has no booking yet, with the bookings it may be for',
      access: 'organiser',
      alsoFor: ['reviewer'],
      query: TransferQuery,
      answers: { 200: TransferList },
      handle: async ({ query }) => ok(pageFrom(await calls.listTransfers(query))),
    }),
    settingAside('dismiss', 'Sets a line aside that has nothing to do with any booking', true),
    settingAside('restore', 'Takes a line back that was set aside', false),
  ];
}

function readFields({ fields }: Form): z.infer<typeof StatementFields> {
  const parsed = StatementFields.safeParse(fields === undefined ? {} : parseStrictJson(fields));
  if (!parsed.success) throw refuse(invalidInput(parsed.error));
  return parsed.data;
}

type Refused = Exclude<ResponseOf<typeof readStatement>, { outcome: 'read' }>;

function statementProblem(refused: Refused): Problem {
  if (refused.outcome === 'payment-method-not-found') return problem(refused.outcome);
  return problem(refused.outcome, { errors: [REASONS[refused.reason]] });
}

const reason = (code: string, id: string, en: string): InputProblem => ({
  pointer: '/file',
  code,
  detail: { id, en },
});

const REASONS = {
  'not-text': reason(
    'not-text',
    'Ini bukan berkas CSV. Unduh mutasi sebagai CSV, bukan Excel atau PDF.',
    'This is no CSV file. Export the statement as CSV, not as Excel or PDF.',
  ),
  'no-columns': reason(
    'no-columns',
    'Tidak ada baris judul dengan tanggal dan jumlah (atau kredit).',
    'There is no header line with a date and an amount (or credit).',
  ),
  'too-many-lines': reason(
    'too-many-lines',
    'Lebih dari 100.000 baris. Unduh jangka waktu yang lebih pendek.',
    'More than 100,000 lines. Export a shorter period.',
  ),
} as const satisfies Record<string, InputProblem>;

const fingerprintOf = (ask: Ask, { parts }: Form) =>
  fingerprintOfParts(ask.req.method ?? '', pathOf(ask), parts);
