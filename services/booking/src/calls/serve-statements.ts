import * as contracts from '@karcis/contracts';
import { each, serve, type Server } from '@karcis/messaging';
import { approveMatched } from '../commands/approve-matched.ts';
import { dismissLine } from '../commands/dismiss-line.ts';
import { importStatement } from '../commands/import-statement.ts';
import { saveStatementPart } from '../db/statement-parts.ts';
import { listTransfers } from '../queries/list-transfers.ts';
import type { CallDeps } from './serve-calls.ts';

/** The door for bank statements. */
export function serveStatements(
  deps: Pick<CallDeps, 'nc' | 'db' | 'transact' | 'telemetry' | 'timeZone' | 'log'>,
): Server[] {
  const { nc, db, timeZone, log } = deps;
  /** Reading a statement takes seconds: two at once leave everybody else their turn. */
  const slowly = { queue: 'booking', maxInFlight: 2, maxItems: 2, log };

  return [
    serve(
      nc,
      contracts.addStatementPart,
      each(async ({ statementId, part, base64 }) => {
        await saveStatementPart(db, statementId, part, Buffer.from(base64, 'base64'));
        return {};
      }),
      slowly,
    ),
    serve(
      nc,
      contracts.readStatement,
      each(async (request) => {
        const answer = await importStatement(db, request, timeZone);
        if (answer.outcome === 'read') await approveMatched(deps, request);
        return answer;
      }),
      slowly,
    ),
    serve(
      nc,
      contracts.dismissLine,
      each((request) => dismissLine(db, request)),
      { queue: 'booking', log },
    ),
    serve(
      nc,
      contracts.listTransfers,
      each((request) => listTransfers(db, request, timeZone)),
      slowly,
    ),
  ];
}
