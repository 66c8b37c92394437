import {
  CreateOrganiser,
  NoFields,
  OrganiserAccount,
  Page,
  UpdateOrganiser,
  listOf,
} from '@karcis/contracts';
import { ProblemError, problem } from '@karcis/http';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { Invitations } from '../../../accounts/invitations.ts';
import type { SecondFactors } from '../../../accounts/second-factors.ts';
import {
  type ChangeOutcome,
  changeAccount,
  endSessions,
  findAccount,
  insertAccount,
  listAccounts,
  removeAccount,
} from '../../../db/organiser-accounts.ts';
import type { EffectReply, Once } from '../../once.ts';
import { badCursor } from '../../page.ts';
import { type Ask, type Route, answer, defineRoute, ok } from '../../route.ts';
import { organiserScope } from './scope.ts';

export type OrganiserAccountRoutesDeps = {
  readonly accountsPool: Pool;
  readonly secondFactors: SecondFactors;
  readonly invitations: Invitations;
  readonly once: Once;
};

const PATH = '/api/admin/accounts';
const byId = {
  schema: z.object({ id: z.string().regex(/^[A-Za-z0-9-]{8,64}$/) }),
  otherwise: 'account-not-found',
} as const;
const Cursor = z.email();

/** Organisers, as owners manage them. */
export function organiserAccountRoutes(deps: OrganiserAccountRoutesDeps): Route[] {
  const { accountsPool: pool, secondFactors, invitations, once } = deps;

  async function getAccount(id: string): Promise<OrganiserAccount> {
    const account = await findAccount(pool, id);
    if (!account) throw new ProblemError('account-not-found');
    return account;
  }

  const refuse = (outcome: Exclude<ChangeOutcome, 'ok'>) => ({ problem: problem(outcome) });

  /** A later repeat finds the account where this says. */
  const found = (account: OrganiserAccount, status = 200): EffectReply => ({
    ...answer(status, account, status === 201 ? { Location: `${PATH}/${account.id}` } : {}),
    location: `${PATH}/${account.id}`,
  });

  async function invite(ask: Ask, account: OrganiserAccount): Promise<void> {
    const isAccepted = await invitations.send(account, ask.language);
    if (!isAccepted) throw new ProblemError('service-unavailable');
  }

  return [
    defineRoute({
      method: 'get',
      path: PATH,
      summary: 'Lists organisers by address',
      access: 'organiser',
      query: Page,
      answers: { 200: listOf(OrganiserAccount) },
      async handle({ query: { limit, cursor } }) {
        const after = cursor === undefined ? null : readCursor(cursor);
        if (after === undefined) throw badCursor();
        const data = await listAccounts(pool, { after, limit: limit + 1 });
        const page = data.slice(0, limit);
        const last = data.length > limit ? page.at(-1)?.email : undefined;
        return ok({ data: page, nextCursor: last ? writeCursor(last) : null });
      },
    }),
    defineRoute({
      method: 'get',
      path: `${PATH}/:id`,
      summary: 'An organiser',
      access: 'organiser',
      params: byId,
      answers: { 200: OrganiserAccount },
      handle: async ({ params }) => ok(await getAccount(params.id)),
    }),
    defineRoute({
      method: 'post',
      path: PATH,
      summary: 'Invites an organiser: a link to set a password goes to the address',
      access: 'organiser',
      body: CreateOrganiser,
      idempotent: true,
      answers: { 201: OrganiserAccount },
      problems: ['email-taken'],
      handle: (ask) =>
        once.json(ask, organiserScope(ask), async (run) => {
          const id = run.idOf('organiser');
          const isNew = await insertAccount(pool, { id, ...ask.body });
          if (!isNew) return { problem: problem('email-taken') };
          const account = await getAccount(id);
          await invite(ask, account);
          return found(account, 201);
        }),
    }),
    defineRoute({
      method: 'patch',
      path: `${PATH}/:id`,
      summary: 'Changes a name or a role, disables or enables; whoever may do less is signed out',
      access: 'organiser',
      params: byId,
      body: UpdateOrganiser,
      answers: { 200: OrganiserAccount },
      problems: ['last-owner'],
      async handle({ params, body }) {
        const outcome = await changeAccount(pool, params.id, body);
        return outcome === 'ok' ? ok(await getAccount(params.id)) : refuse(outcome);
      },
    }),
    defineRoute({
      method: 'delete',
      path: `${PATH}/:id`,
      summary: 'Removes an organiser',
      access: 'organiser',
      params: byId,
      answers: { 204: null },
      problems: ['last-owner'],
      async handle({ params }) {
        const outcome = await removeAccount(pool, params.id);
        return outcome === 'ok' ? answer(204) : refuse(outcome);
      },
    }),
    defineRoute({
      method: 'post',
      path: `${PATH}/:id/invite`,
      summary: 'Sends a new link to set the password; earlier ones are worth nothing then',
      access: 'organiser',
      params: byId,
      body: NoFields,
      idempotent: true,
      answers: { 200: OrganiserAccount },
      handle: (ask) =>
        once.json(ask, organiserScope(ask), async () => {
          const account = await getAccount(ask.params.id);
          await invite(ask, account);
          return found(account);
        }),
    }),
    defineRoute({
      method: 'post',
      path: `${PATH}/:id/reset-second-factor`,
      summary: 'For whoever lost the authenticator app and the recovery codes; signs them out',
      access: 'organiser',
      params: byId,
      body: NoFields,
      idempotent: true,
      answers: { 200: OrganiserAccount },
      handle: (ask) =>
        once.json(ask, organiserScope(ask), async () => {
          const { id } = await getAccount(ask.params.id);
          await secondFactors.remove(id);
          await endSessions(pool, id, null);
          return found(await getAccount(id));
        }),
    }),
  ];
}

const writeCursor = (email: string) => Buffer.from(email).toString('base64url');

function readCursor(cursor: string): string | undefined {
  const parsed = Cursor.safeParse(Buffer.from(cursor, 'base64url').toString());
  return parsed.success ? parsed.data : undefined;
}
