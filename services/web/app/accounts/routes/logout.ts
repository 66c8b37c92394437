import { type ActionFunctionArgs, redirect } from 'react-router';
import { accountApi } from '../../../src/gateway/account-api.ts';
import { exchangeContext } from '../../server/exchange.ts';
import { unwrap } from '../../server/unwrap.ts';

/** Ends the session. One that has ended already needs no ending. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { ask } = context.get(exchangeContext);
  const form = await request.formData();
  const answer = await accountApi(ask).logout(String(form.get('csrfToken') ?? ''));
  if (!answer.ok && answer.status !== 401) unwrap(answer);
  return redirect('/', 303);
}

export const loader = () => redirect('/me');
