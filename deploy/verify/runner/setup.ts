/** Jest's global setup. */
export { start as default } from './engines.ts';
