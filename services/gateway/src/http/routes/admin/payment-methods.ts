import {
  AdminPaymentMethod,
  CreatePaymentMethod,
  Page,
  UpdatePaymentMethod,
  listOf,
  uuid,
} from '@karcis/contracts';
import { ProblemError } from '@karcis/http';
import { z } from 'zod';
import type { Calls } from '../../../calls.ts';
import type { Once } from '../../once.ts';
import { pageFrom } from '../../page.ts';
import { type Route, answer, defineRoute, ok } from '../../route.ts';
import { organiserScope } from './scope.ts';

export type PaymentMethodRoutesDeps = {
  readonly calls: Pick<
    Calls,
    'listAllPaymentMethods' | 'createPaymentMethod' | 'updatePaymentMethod' | 'removePaymentMethod'
  >;
  readonly once: Once;
};

const PATH = '/api/admin/payment-methods';
const byId = { schema: z.object({ id: uuid }), otherwise: 'not-found' } as const;

export const adminPaymentMethodRoutes = ({ calls, once }: PaymentMethodRoutesDeps): Route[] => [
  defineRoute({
    method: 'get',
    path: PATH,
    summary: 'Lists ways to pay, inactive ones included',
    access: 'organiser',
    alsoFor: ['reviewer'],
    query: Page,
    answers: { 200: listOf(AdminPaymentMethod) },
    handle: async ({ query }) => ok(pageFrom(await calls.listAllPaymentMethods(query))),
  }),
  defineRoute({
    method: 'post',
    path: PATH,
    summary: 'Adds a way to pay',
    access: 'organiser',
    body: CreatePaymentMethod,
    idempotent: true,
    answers: { 201: AdminPaymentMethod },
    handle: (ask) =>
      once.json(ask, organiserScope(ask), async (run) => {
        const id = run.idOf('payment-method');
        const { method } = await calls.createPaymentMethod({ id, method: ask.body });
        const location = `${PATH}/${id}`;
        return { ...answer(201, method, { Location: location }), location };
      }),
  }),
  defineRoute({
    method: 'patch',
    path: `${PATH}/:id`,
    summary: 'Changes a way to pay; what is left out stays',
    access: 'organiser',
    params: byId,
    body: UpdatePaymentMethod,
    answers: { 200: AdminPaymentMethod },
    async handle({ params, body }) {
      const { method } = await calls.updatePaymentMethod({ id: params.id, changes: body });
      if (!method) throw new ProblemError('not-found');
      return ok(method);
    },
  }),
  defineRoute({
    method: 'delete',
    path: `${PATH}/:id`,
    summary: 'Removes a way to pay; one that somebody chose is only switched off',
    access: 'organiser',
    params: byId,
    answers: { 204: null },
    async handle({ params }) {
      const { removed } = await calls.removePaymentMethod({ id: params.id });
      if (!removed) throw new ProblemError('not-found');
      return answer(204);
    },
  }),
];
