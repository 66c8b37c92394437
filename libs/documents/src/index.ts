export { type CalendarFacts, drawCalendar } from './calendar.ts';
export { drawCertificatePdf } from './certificate.ts';
export type { DocumentFacts, Issuer, Language } from './facts.ts';
export { drawSummaryPdf } from './summary.ts';
export { drawTicketPdf, drawTicketSvg } from './ticket.ts';
