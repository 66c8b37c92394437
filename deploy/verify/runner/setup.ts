export { start as default } from './engines.ts';
