import type { Kind } from '../domain/kind.ts';
import type { Facts } from './facts.ts';
import type { Language } from './format.ts';

const everywhere = [
  ...(['name', 'title', 'code', 'startsAt', 'location', 'quantity', 'price'] as const),
  ...(['bookingUrl', 'projectName', 'organizationName'] as const),
] as const;

export type Variable = (typeof everywhere)[number] | 'deadline' | 'reason' | 'reviewUrl';

/** What an organiser may put into a text of this kind. The organiser's own mail names nobody. */
export function variablesOf(kind: Kind): readonly Variable[] {
  switch (kind) {
    case 'hold-made':
    case 'expiring-soon':
      return [...everywhere, 'deadline'];
    case 'rejected':
      return [...everywhere, 'reason'];
    case 'new-proof-waiting':
      return [...everywhere.filter((name) => name !== 'name'), 'reviewUrl'];
    default:
      return everywhere;
  }
}

const free = { id: 'Gratis', en: 'Free' } as const;

/** What the variables stand for; empty where a booking has nothing of the kind. */
export const valuesOf = (facts: Facts, language: Language): Readonly<Record<Variable, string>> => ({
  name: facts.name,
  title: facts.title,
  code: facts.code,
  startsAt: facts.startsAt,
  location: facts.location,
  quantity: String(facts.quantity),
  price: facts.price ?? free[language],
  bookingUrl: facts.bookingUrl,
  projectName: facts.projectName,
  organizationName: facts.organizationName,
  deadline: facts.deadline ?? '',
  reason: facts.rejectionReason ?? '',
  reviewUrl: facts.reviewUrl,
});

const named = (name: Variable) => `{{${name}}}`;

/** Facts that are the names of variables. */
export const placeholders: Facts = {
  name: named('name'),
  title: named('title'),
  code: named('code'),
  startsAt: named('startsAt'),
  location: named('location'),
  quantity: 1,
  price: named('price'),
  deadline: named('deadline'),
  rejectionReason: named('reason'),
  bookingUrl: named('bookingUrl'),
  reviewUrl: named('reviewUrl'),
  projectName: named('projectName'),
  organizationName: named('organizationName'),
};
