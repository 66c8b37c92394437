import { levelOf } from '@karcis/migrate';
import { type Check, fail, type Finding, pass, unseen } from '../finding.ts';
import { databasesOf, type Settings } from '../settings.ts';
import { query } from '../query.ts';

/** Goes into each service's schema as that service does, and compares its migrations with this code's. */
export const database: Check = {
  name: 'database',
  remedy: 'see that PostgreSQL runs, and that address and password are those of the services',
  async look(settings: Settings) {
    const given = databasesOf(settings).filter(([, url]) => url);
    if (given.length === 0) return [unseen('the database', 'DATABASE_URL_BOOKING and the others')];

    const levels = await Promise.all(
      given.map(async ([name, url = '']): Promise<Finding | undefined> => {
        const rows = await query<{ name: string }>(url, 'select name from kysely_migration');
        const { missing, unknown } = await levelOf(
          name,
          rows.map((row) => row.name),
        );
        if (missing.length > 0) {
          return fail(
            `the schema of ${name} is behind by ${missing.join(', ')}`,
            'run the migration job (deploy/migrate), then restart the services',
          );
        }
        return unknown.length > 0
          ? fail(
              `the schema of ${name} is ahead by ${unknown.join(', ')}`,
              'run the version of the code that made it, or a newer one',
            )
          : undefined;
      }),
    );
    const troubles = levels.filter((level) => level !== undefined);
    return troubles.length > 0
      ? troubles
      : [pass(`${given.length} services log in; every schema is at this code's level`)];
  },
};
