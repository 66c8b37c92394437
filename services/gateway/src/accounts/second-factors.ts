import { randomBytes, randomInt } from 'node:crypto';
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import { crockford } from '@karcis/contracts';
import type { Pool } from 'pg';
import {
  confirmOffer,
  findOffer,
  findSecondFactor,
  keepOffer,
  removeSecondFactor,
  useRecoveryCode,
  useStep,
} from '../db/second-factors.ts';
import { base32, otpauthUrl, stepOf } from '../domain/totp.ts';
import { keyedHash } from './keyed-hash.ts';

export type SecondFactors = {
  /** A new secret for an app. Undefined where one is active. */
  offer(user: {
    readonly id: string;
    readonly email: string;
  }): Promise<{ readonly secret: string; readonly url: string } | undefined>;
  /** Turns it on, once its first code came back; answers the recovery codes, which nobody can read again. */
  confirm(userId: string, code: string): Promise<readonly string[] | undefined>;
  /** True for a code of the app that was not used yet, or a recovery code, which is used up. */
  accept(userId: string, code: string): Promise<boolean>;
  remove(userId: string): Promise<void>;
};

export type SecondFactorsOptions = {
  readonly pool: Pool;
  readonly secret: string;
  /** What apps show beside the code. */
  readonly issuer: string;
};

/** 160 bits, as RFC 4226 recommends. */
const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;
/** 50 bits. */
const RECOVERY_CHARACTERS = 10;

/**
 * Authenticator apps. In place of better-auth's twoFactor, which takes the same code as often as it comes within its minute and
 * a half, and locks the account for everybody after ten wrong ones.
 */
export function createSecondFactors({
  pool,
  secret: key,
  issuer,
}: SecondFactorsOptions): SecondFactors {
  const hashOf = (userId: string, code: string) => keyedHash(key, 'recovery', userId, code);
  const decrypt = async (data: string) =>
    Buffer.from(await symmetricDecrypt({ key, data }), 'base64');

  return {
    async offer({ id, email }) {
      const secret = randomBytes(SECRET_BYTES);
      const data = await symmetricEncrypt({ key, data: secret.toString('base64') });
      if (!(await keepOffer(pool, id, data))) return undefined;
      return { secret: base32(secret), url: otpauthUrl(secret, issuer, email) };
    },

    async confirm(userId, code) {
      const offer = await findOffer(pool, userId);
      if (!offer) return undefined;
      const step = stepOf(await decrypt(offer.secret), code, new Date(), null);
      if (step === undefined) return undefined;

      const codes = Array.from({ length: RECOVERY_CODES }, makeRecoveryCode);
      const codeHashes = codes.map((one) => hashOf(userId, one));
      const confirmed = await confirmOffer(pool, userId, {
        ...{ secret: offer.secret, step, codeHashes },
      });
      return confirmed ? codes : undefined;
    },

    async accept(userId, code) {
      const factor = await findSecondFactor(pool, userId);
      if (!factor) return false;
      if (code.length === RECOVERY_CHARACTERS) {
        return useRecoveryCode(pool, userId, hashOf(userId, code));
      }
      const step = stepOf(await decrypt(factor.secret), code, new Date(), factor.lastStep);
      return step !== undefined && useStep(pool, userId, step);
    },

    remove: (userId) => removeSecondFactor(pool, userId),
  };
}

const makeRecoveryCode = () =>
  Array.from({ length: RECOVERY_CHARACTERS }, () => crockford[randomInt(crockford.length)]).join(
    '',
  );
