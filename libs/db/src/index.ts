export { type Database, type Tx, openDatabase } from './open-database.ts';
export { type MigrateOptions, migrate } from './migrate.ts';
export { isConnectionFailure, isDeadlock, isUniqueViolation } from './errors.ts';
export { waitForDatabase } from './wait-for-database.ts';
