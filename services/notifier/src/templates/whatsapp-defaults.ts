import type { WhatsAppTemplate } from '@karcis/contracts';
import type { Kind } from '../domain/kind.ts';
import type { Variable } from './variables.ts';

/** What fills the places of a provider's template where the organiser says nothing else, in order. */
const parametersOf: Readonly<Record<Kind, readonly Variable[]>> = {
  'hold-made': ['name', 'title', 'deadline', 'bookingUrl'],
  'expiring-soon': ['name', 'title', 'deadline', 'bookingUrl'],
  'proof-received': ['name', 'title', 'code', 'bookingUrl'],
  'new-proof-waiting': [],
  approved: ['name', 'title', 'startsAt', 'code', 'bookingUrl'],
  rejected: ['name', 'title', 'reason', 'bookingUrl'],
  expired: ['name', 'title', 'bookingUrl'],
  cancelled: ['name', 'title', 'code', 'bookingUrl'],
  'refund-due': ['name', 'title', 'code', 'bookingUrl'],
  refunded: ['name', 'title', 'code', 'bookingUrl'],
  reminder: ['name', 'title', 'startsAt', 'location', 'bookingUrl'],
};

/** Names of ours that an organiser registers at Meta; at Twilio templates have only the ids that Twilio gives them. */
export const whatsappDefault = (kind: Kind, hasNames: boolean): WhatsAppTemplate => ({
  template: hasNames ? `karcis_${kind.replaceAll('-', '_')}` : '',
  parameters: [...parametersOf[kind]],
});
