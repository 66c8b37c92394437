import {
  type Bilingual,
  ChangePasswordRequest,
  NoFields,
  OrganiserSession,
  PasswordRequest,
  RecoveryCodes,
  SecondFactorOffer,
  SecondFactorRequest,
  SessionsEnded,
  SetPasswordRequest,
} from '@karcis/contracts';
import { ProblemError, problem } from '@karcis/http';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { Guards } from '../../../accounts/guards.ts';
import type { Invitations } from '../../../accounts/invitations.ts';
import type { Organisers, SessionOrganiser } from '../../../accounts/organisers.ts';
import type { Passwords } from '../../../accounts/passwords.ts';
import { requireSameOrigin } from '../../../accounts/same-origin.ts';
import type { SecondFactors } from '../../../accounts/second-factors.ts';
import { endSessions, listSessions } from '../../../db/organiser-accounts.ts';
import { type Ask, type Route, answer, defineRoute, ok } from '../../route.ts';

export type SecurityRoutesDeps = {
  readonly accountsPool: Pool;
  readonly organisers: Organisers;
  readonly passwords: Passwords;
  readonly secondFactors: SecondFactors;
  readonly invitations: Invitations;
  readonly guards: Guards;
  readonly publicUrl: URL;
};

/** A session of one's own; the API key has none. */
function sessionOf({ organiser }: Pick<Ask, 'organiser'>): SessionOrganiser {
  if (organiser?.kind !== 'session') throw new ProblemError('forbidden');
  return organiser;
}

/** Of a field, and not 401: who asks is signed in, and stays it. */
const wrong = (field: string, detail: Bilingual) =>
  new ProblemError('validation-failed', {
    errors: [{ pointer: `/${field}`, code: 'wrong', detail }],
  });
const WRONG_PASSWORD = { id: 'Kata sandi salah', en: 'The password is wrong' };
const WRONG_CODE = { id: 'Kode salah', en: 'The code is wrong' };

/**
 * What an organiser does about their own account. None of it takes an Idempotency-Key: answers under a key are kept, and
 * these hold secrets that are shown once.
 */
export function securityRoutes(deps: SecurityRoutesDeps): Route[] {
  const { accountsPool: pool, organisers, passwords, secondFactors, guards } = deps;
  const everybody = {
    access: 'organiser',
    alsoFor: ['reviewer', 'door'],
    beforeSecondFactor: true,
  } as const;

  /** A session left open somewhere must not be enough. Throws `validation-failed`, or `rate-limited`. */
  async function requirePassword(ask: Ask, password: string): Promise<SessionOrganiser> {
    const organiser = sessionOf(ask);
    const { email } = organiser;
    const attempt = { email, subscriber: ask.exchange.client.subscriber, req: ask.req };
    await guards.password.before(attempt);
    if (!(await passwords.check(email, password))) throw wrong('password', WRONG_PASSWORD);
    await guards.password.passed(attempt);
    return organiser;
  }

  return [
    defineRoute({
      method: 'post',
      path: '/api/admin/set-password',
      summary: 'Sets the password of whoever was invited, by the token of the link; it works once',
      access: 'public',
      limits: ['sensitive'],
      body: SetPasswordRequest,
      answers: { 204: null },
      problems: ['password-link-invalid'],
      async handle({ req, body }) {
        requireSameOrigin(req, deps.publicUrl);
        const userId = await deps.invitations.redeem(body.token);
        if (!userId) return { problem: problem('password-link-invalid') };
        await passwords.set(userId, body.password);
        await endSessions(pool, userId, null);
        return answer(204);
      },
    }),
    defineRoute({
      ...everybody,
      method: 'post',
      path: '/api/admin/password',
      summary: 'Changes one’s own password, and ends every other session',
      body: ChangePasswordRequest,
      answers: { 200: SessionsEnded },
      async handle(ask) {
        const { id, sessionId } = await requirePassword(ask, ask.body.password);
        await passwords.set(id, ask.body.newPassword);
        return ok({ ended: await endSessions(pool, id, sessionId) });
      },
    }),
    defineRoute({
      ...everybody,
      method: 'get',
      path: '/api/admin/sessions',
      summary: 'Where one is signed in',
      answers: { 200: z.strictObject({ data: z.array(OrganiserSession) }) },
      async handle(ask) {
        const { id, sessionId } = sessionOf(ask);
        const sessions = await listSessions(pool, id);
        return ok({ data: sessions.map((one) => ({ ...one, current: one.id === sessionId })) });
      },
    }),
    defineRoute({
      ...everybody,
      method: 'post',
      path: '/api/admin/sessions/end-others',
      summary: 'Signs out everywhere else',
      body: NoFields,
      answers: { 200: SessionsEnded },
      async handle(ask) {
        const { id, sessionId } = sessionOf(ask);
        return ok({ ended: await endSessions(pool, id, sessionId) });
      },
    }),
    defineRoute({
      ...everybody,
      method: 'post',
      path: '/api/admin/second-factor',
      summary:
        'Offers a secret for an authenticator app; nothing is on until its code is confirmed',
      body: PasswordRequest,
      answers: { 200: SecondFactorOffer },
      problems: ['second-factor-active'],
      async handle(ask) {
        const organiser = await requirePassword(ask, ask.body.password);
        const offer = await secondFactors.offer(organiser);
        return offer ? ok(offer) : { problem: problem('second-factor-active') };
      },
    }),
    defineRoute({
      ...everybody,
      method: 'post',
      path: '/api/admin/second-factor/confirm',
      summary: 'Turns the app on by its first code; answers the recovery codes, once',
      body: SecondFactorRequest,
      answers: { 200: RecoveryCodes },
      async handle(ask) {
        const { id, sessionId } = sessionOf(ask);
        const recoveryCodes = await secondFactors.confirm(id, ask.body.code);
        if (!recoveryCodes) throw wrong('code', WRONG_CODE);
        // Sessions that were begun with the password alone are worth less than the account now.
        await endSessions(pool, id, sessionId);
        organisers.forget(ask.req);
        return ok({ recoveryCodes });
      },
    }),
    defineRoute({
      ...everybody,
      method: 'post',
      path: '/api/admin/second-factor/remove',
      summary: 'Turns the app off, and makes its recovery codes worthless',
      body: PasswordRequest,
      answers: { 204: null },
      async handle(ask) {
        const { id } = await requirePassword(ask, ask.body.password);
        await secondFactors.remove(id);
        organisers.forget(ask.req);
        return answer(204);
      },
    }),
  ];
}
