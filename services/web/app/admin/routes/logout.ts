import { type ActionFunctionArgs, redirect } from 'react-router';
import { unwrap } from '../../server/unwrap.ts';
import { LOGIN, organiserOf } from '../server/organiser.ts';

/** Ends the session. */
export async function action(args: ActionFunctionArgs) {
  const { api } = organiserOf(args);
  const form = await args.request.formData();
  unwrap(await api.session.logout(String(form.get('csrfToken') ?? '')));
  return redirect(`${LOGIN}?out=1`, 303);
}

export const loader = () => redirect('/admin');
