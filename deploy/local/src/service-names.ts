export const serviceNames = [
  'capacity',
  'booking',
  'proof-validation',
  'notifier',
  'gateway',
] as const;
export type ServiceName = (typeof serviceNames)[number];

/** A service's schema and role in PostgreSQL. */
export const schemaOf = (name: ServiceName) => name.replaceAll('-', '_');
