import type { Delivery } from '@karcis/contracts';

/** One sending-again of one failure: when it fails anew, sending it again is another. */
export const retryKey = ({ id, updatedAt }: Pick<Delivery, 'id' | 'updatedAt'>) =>
  `retry-${id}-${Date.parse(updatedAt)}`;
