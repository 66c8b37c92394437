export { stop as default } from './engines.ts';
