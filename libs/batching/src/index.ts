export {
  type Batcher,
  type BatcherOptions,
  Overloaded,
  Rejected,
  createBatcher,
} from './batcher.ts';
export { type Place, type Roster, createRoster } from './roster.ts';
