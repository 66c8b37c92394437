import type { OrganiserRole } from '@karcis/contracts';
import type { AdminTranslation } from '../i18n/id.ts';
import type { IconName } from '../../ui/icon.tsx';

type Place = {
  readonly to: string;
  readonly name: keyof AdminTranslation['shell']['nav'];
  readonly icon: IconName;
  /** Who has it in their menu besides owners. */
  readonly alsoFor?: readonly OrganiserRole[];
};

/** The organiser's pages in their order. */
const places: readonly Place[] = [
  { to: '/admin', name: 'dashboard', icon: 'chart', alsoFor: ['reviewer'] },
  { to: '/admin/review', name: 'review', icon: 'inbox', alsoFor: ['reviewer'] },
  { to: '/admin/bookings', name: 'bookings', icon: 'list', alsoFor: ['reviewer'] },
  { to: '/admin/transfers', name: 'transfers', icon: 'bank', alsoFor: ['reviewer'] },
  { to: '/admin/check-in', name: 'checkIn', icon: 'camera', alsoFor: ['reviewer', 'door'] },
  { to: '/admin/items', name: 'items', icon: 'ticket' },
  { to: '/admin/payment-methods', name: 'paymentMethods', icon: 'wallet' },
  { to: '/admin/refunds', name: 'refunds', icon: 'refresh' },
  { to: '/admin/messages', name: 'messages', icon: 'mail', alsoFor: ['reviewer'] },
  { to: '/admin/templates', name: 'templates', icon: 'file', alsoFor: ['reviewer'] },
  { to: '/admin/webhooks', name: 'webhooks', icon: 'plug' },
  { to: '/admin/dead-letters', name: 'deadLetters', icon: 'warning' },
  { to: '/admin/accounts', name: 'accounts', icon: 'person' },
  { to: '/admin/security', name: 'security', icon: 'lock', alsoFor: ['reviewer', 'door'] },
];

/** Of those, what this organiser may open. */
export const placesFor = (role: OrganiserRole): readonly Place[] =>
  places.filter(({ alsoFor }) => role === 'owner' || alsoFor?.includes(role));
