export {
  type Batcher,
  type BatcherOptions,
  Overloaded,
  Rejected,
  createBatcher,
} from './batcher.ts';
