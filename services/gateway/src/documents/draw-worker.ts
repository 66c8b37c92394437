import { parentPort } from 'node:worker_threads';
import {
  type DocumentFacts,
  drawCalendar,
  drawCertificatePdf,
  drawSummaryPdf,
  drawTicketPdf,
  drawTicketSvg,
} from '@karcis/documents';
import type { Drawn, ToDraw } from './drawing-desk.ts';

const draw: Record<ToDraw['kind'], (facts: DocumentFacts) => Promise<Buffer> | string> = {
  'ticket.pdf': drawTicketPdf,
  'ticket.svg': drawTicketSvg,
  'summary.pdf': drawSummaryPdf,
  'certificate.pdf': drawCertificatePdf,
  'calendar.ics': drawCalendar,
};

parentPort?.on('message', async ({ id, kind, facts }: ToDraw) => {
  let drawn: Drawn;
  try {
    drawn = { id, bytes: Buffer.from(await draw[kind](facts)) };
  } catch (error) {
    drawn = { id, failure: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(drawn);
});
