export { type Database, type Tx, openDatabase } from './open-database.ts';
export { type MigrateOptions, migrate } from './migrate.ts';
export { isConnectionFailure, isFullDatabase, isDeadlock, isUniqueViolation } from './errors.ts';
export { waitForDatabase } from './wait-for-database.ts';
export { type Schema, waitForSchema } from './wait-for-schema.ts';
export { watchDatabase } from './watch-database.ts';
