export { type S3Server, type S3ServerOptions, startS3Server } from './s3/server.ts';
export { atEndOfFile } from './at-end-of-file.ts';
export { committedSchema, describeSchema } from './describe-schema.ts';
export { captureLogs, type CapturedLogs, silentLog } from './logs.ts';
export { temporaryFolder } from './temporary-folder.ts';
export { until } from './until.ts';
export { type MigrationModule, type TestDatabase, useDatabase } from './use-database.ts';
export { type TestNats, useNats } from './use-nats.ts';
export { type ReceivedMail, type SmtpServer, startSmtpServer } from './smtp-server.ts';
export {
  type ReceivedWebhook,
  startWebhookReceiver,
  type WebhookAnswer,
  type WebhookReceiver,
} from './webhook-receiver.ts';
