import { LoginRequest, Me, NoFields } from '@karcis/contracts';
import { problem } from '@karcis/http';
import type { Auth } from '../../../accounts/auth.ts';
import type { LoginGuard } from '../../../accounts/login-guard.ts';
import type { Organiser, Organisers } from '../../../accounts/organisers.ts';
import { requireSameOrigin } from '../../../accounts/same-origin.ts';
import { signIn, signOut } from '../../../accounts/sign-in.ts';
import { type Route, answer, defineRoute, ok } from '../../route.ts';

export type SessionRoutesDeps = {
  readonly auth: Auth;
  readonly organisers: Organisers;
  readonly guard: LoginGuard;
  readonly publicUrl: URL;
};

export const sessionRoutes = ({
  auth,
  organisers,
  guard,
  publicUrl,
}: SessionRoutesDeps): Route[] => [
  defineRoute({
    method: 'post',
    path: '/api/admin/login',
    summary: 'Begins a session',
    access: 'public',
    body: LoginRequest,
    answers: { 200: Me },
    problems: ['invalid-credentials'],
    async handle({ req, body, exchange }) {
      // Another site must not sign its visitor in as somebody else.
      requireSameOrigin(req, publicUrl);
      const attempt = { email: body.email, subscriber: exchange.client.subscriber, req };
      await guard.before(attempt);
      const signedIn = await signIn(auth, body);
      if (!signedIn) return { problem: problem('invalid-credentials') };

      const { email, name, cookies } = signedIn;
      return ok(
        { kind: 'session', email, name },
        { 'Set-Cookie': [...cookies, await guard.passed(attempt)] },
      );
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/admin/logout',
    summary: 'Ends the session',
    access: 'organiser',
    body: NoFields,
    answers: { 204: null },
    async handle({ req, organiser }) {
      if (organiser?.kind !== 'session') return answer(204);
      const cookies = await signOut(auth, req);
      organisers.forget(req);
      return answer(204, undefined, { 'Set-Cookie': cookies });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/admin/me',
    summary: 'Who is signed in',
    access: 'organiser',
    answers: { 200: Me },
    handle: async ({ organiser }) => ok(organiser && toMe(organiser)),
  }),
];

const toMe = ({ kind, email, name }: Organiser) => ({ kind, email, name });
