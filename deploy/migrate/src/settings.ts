import { z } from 'zod';
import { type MigratedService, migratedServices, roleOf } from './migrate-all.ts';

const password = z.string().min(8);

/** The variable with what a service comes with. */
export const variableOf = (service: MigratedService) =>
  `DATABASE_PASSWORD_${roleOf(service).toUpperCase()}`;

/** What the job reads. */
export const Settings = z.object({
  /** As a role that may make roles and schemas. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** What each service will come with. */
  ...Object.fromEntries(migratedServices.map((service) => [variableOf(service), password])),
});
