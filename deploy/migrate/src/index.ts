export {
  levelOf,
  type MigratedService,
  migrateAll,
  migratedServices,
  roleOf,
} from './migrate-all.ts';
export { Settings } from './settings.ts';
