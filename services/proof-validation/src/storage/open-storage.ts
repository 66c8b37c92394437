import { createLocalStorage } from './local.ts';
import { createS3Storage, type S3Options } from './s3.ts';
import type { Storage } from './storage.ts';

export type StorageOptions =
  | { readonly provider: 'local'; readonly folder: string }
  | ({ readonly provider: 's3' } & S3Options);

export const openStorage = (options: StorageOptions): Storage =>
  options.provider === 's3' ? createS3Storage(options) : createLocalStorage(options.folder);
