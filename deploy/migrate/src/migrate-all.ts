import { migrate } from '@karcis/db';

type MigrationModule = Pick<Parameters<typeof migrate>[0], 'schema' | 'migrations' | 'appendOnly'>;

const modules = {
  capacity: () => import('@karcis/capacity/migrations'),
  booking: () => import('@karcis/booking/migrations'),
  'proof-validation': () => import('@karcis/proof-validation/migrations'),
  notifier: () => import('@karcis/notifier/migrations'),
  gateway: () => import('@karcis/gateway/migrations'),
} satisfies Readonly<Record<string, () => Promise<MigrationModule>>>;

/** The services that keep something in PostgreSQL. */
export type MigratedService = keyof typeof modules;
export const migratedServices = Object.keys(modules) as MigratedService[];

/** How a schema's migrations differ from this code's: `missing` has yet to run there, `unknown` is newer than the code. */
export async function levelOf(
  service: MigratedService,
  names: readonly string[],
): Promise<{ readonly missing: readonly string[]; readonly unknown: readonly string[] }> {
  const known = Object.keys((await modules[service]()).migrations);
  return {
    missing: known.filter((name) => !names.includes(name)),
    unknown: names.filter((name) => !known.includes(name)),
  };
}

/** A service's role in PostgreSQL; its schema has the same name. */
export const roleOf = (service: MigratedService): string => service.replaceAll('-', '_');

/**
 * Brings every service's schema up to date and sets its role's password. Safe to repeat and to run from several places at once:
 * one lock lets one after the other.
 * @throws when a database has had a migration that this code does not know
 */
export async function migrateAll(
  adminUrl: string,
  passwords: Readonly<Record<MigratedService, string>>,
): Promise<void> {
  await Promise.all(
    migratedServices.map(async (service) =>
      migrate({
        adminUrl,
        role: roleOf(service),
        password: passwords[service],
        ...(await modules[service]()),
      }),
    ),
  );
}
