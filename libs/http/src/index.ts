export { CannotStart } from './cannot-start.ts';
export { invalidInput } from './input-problems.ts';
export type { ConnectionLimits } from './limit-connections.ts';
export { type Language, preferredLanguage } from './language.ts';
export { type JsonLimits, parseStrictJson } from './parse-strict-json.ts';
export {
  type InputProblem,
  type Problem,
  type ProblemExtra,
  ProblemError,
  problem,
  sendProblem,
} from './problem.ts';
export { type ErrorAnswerer, problemHandler } from './problem-handler.ts';
export { jsonBody, readBody, readJson } from './read-json.ts';
export { type RunningService, runService } from './run-service.ts';
export {
  drainSeconds,
  inAnyCase,
  readSettings,
  serviceConfig,
  serviceSettings,
  settingNames,
  telemetryConfig,
  telemetrySettings,
  timeZone,
} from './settings.ts';
export { type OpsServer, startOpsServer } from './start-ops-server.ts';
export { type HttpServer, startServer } from './start-server.ts';
