import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drainSeconds, readSettings, serviceConfig, serviceSettings } from '@karcis/http';
import { z } from 'zod';
import type { StorageOptions } from './storage/open-storage.ts';

const days = z.coerce.number().int().min(0).max(36_500);

const common = z.object({
  ...serviceSettings,
  DRAIN_SECONDS: drainSeconds,
  DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(100).default(10),
  /** What the gateway proves itself with. */
  INTERNAL_SECRET: z.string().min(32),
  /** Uploads lie here while they are checked; what a crash leaves is removed after an hour. */
  UPLOAD_TEMP_DIR: z.string().default(join(tmpdir(), 'karcis-uploads')),
  /** Days after a booking's end until its proofs are deleted; left out, they are kept. */
  PROOF_RETENTION_DAYS_REJECTED: days.default(30),
  PROOF_RETENTION_DAYS_EXPIRED: days.default(30),
  PROOF_RETENTION_DAYS_PAID: days.optional(),
});

const storage = z.discriminatedUnion('STORAGE_PROVIDER', [
  z.object({
    STORAGE_PROVIDER: z.literal('local').default('local'),
    STORAGE_LOCAL_DIR: z.string(),
  }),
  z.object({
    STORAGE_PROVIDER: z.literal('s3'),
    S3_ENDPOINT: z.url({ protocol: /^https?$/ }),
    S3_REGION: z.string().default('us-east-1'),
    S3_BUCKET: z.string().min(3).default('karcis'),
    S3_ACCESS_KEY: z.string().min(1),
    S3_SECRET_KEY: z.string().min(1),
  }),
]);

/** Not one union of wholes: a provider that is none would hide what else is wrong. */
export const Settings = z.intersection(common, storage);

export type Config = ReturnType<typeof readConfig>;

/** Reads the settings, once. Throws one CannotStart that names every problem. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env) {
  const settings = readSettings(Settings, env);
  return {
    ...serviceConfig(settings),
    databaseConnections: settings.DATABASE_CONNECTIONS,
    drainMs: settings.DRAIN_SECONDS * 1000,
    internalSecret: settings.INTERNAL_SECRET,
    uploadFolder: settings.UPLOAD_TEMP_DIR,
    storage: storageOf(settings),
    retentionDays: {
      rejected: settings.PROOF_RETENTION_DAYS_REJECTED,
      expired: settings.PROOF_RETENTION_DAYS_EXPIRED,
      // Given up before anything was decided, as an expired one.
      cancelled: settings.PROOF_RETENTION_DAYS_EXPIRED,
      paid: settings.PROOF_RETENTION_DAYS_PAID ?? null,
    },
  } as const;
}

function storageOf(settings: z.infer<typeof Settings>): StorageOptions {
  if (settings.STORAGE_PROVIDER === 'local') {
    return { provider: 'local', folder: settings.STORAGE_LOCAL_DIR };
  }
  return {
    provider: 's3',
    endpoint: settings.S3_ENDPOINT,
    region: settings.S3_REGION,
    bucket: settings.S3_BUCKET,
    accessKey: settings.S3_ACCESS_KEY,
    secretKey: settings.S3_SECRET_KEY,
  };
}
