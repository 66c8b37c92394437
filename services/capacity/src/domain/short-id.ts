import { randomBytes } from 'node:crypto';
import { crockford } from '@karcis/contracts';

const LENGTH = 8;

/** 40 random bits in Crockford's base32: short enough for a link, too many to meet by chance often. */
export const makeShortId = () =>
  Array.from(randomBytes(LENGTH), (byte) => crockford[byte % crockford.length]).join('');
