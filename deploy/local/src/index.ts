export { type Answer, type Api, createApi, type Method, type Question } from './api.ts';
export { readSettings, type Settings } from './config.ts';
export { type Handle, readHandle } from './handle.ts';
export type { Talk } from './launch.ts';
export { LaunchError } from './launch-error.ts';
export { lockFolder } from './lock-folder.ts';
export { createLogLines } from './log-lines.ts';
export { services, web } from './services.ts';
export { type Stack, startStack } from './stack.ts';
