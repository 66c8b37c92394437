import {
  type ActionFunctionArgs,
  Form,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
} from 'react-router';
import { adminApi } from '../../../../src/gateway/admin-api.ts';
import { NarrowPage } from '../../../accounts/narrow-page.tsx';
import { exchangeContext } from '../../../server/exchange.ts';
import { formKey, isFormKey } from '../../../server/form-key.ts';
import { RefusalAlert } from '../../../shell/refusal-alert.tsx';
import { Alert } from '../../../ui/alert.tsx';
import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { Input } from '../../../ui/input.tsx';
import { errorsByField } from '../../forms/errors-by-field.ts';
import { keepWhenLost } from '../../forms/keep-when-lost.ts';
import { useText } from '../../i18n/use-text.ts';
import { LOGIN_FORM } from '../../server/login-form.ts';
import { LOGIN } from '../../server/organiser.ts';
import { type Refused, refuse } from '../../server/outcome.ts';

export function loader({ context, url }: LoaderFunctionArgs) {
  return {
    link: url.searchParams.get('token') ?? '',
    token: formKey(context.get(exchangeContext), LOGIN_FORM),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const exchange = context.get(exchangeContext);
  const form = await request.formData();
  const text = (name: string) => String(form.get(name) ?? '');
  if (!isFormKey(exchange, LOGIN_FORM, form.get('token'))) {
    return refuse({ code: 'csrf-token-invalid', status: 403, title: '' });
  }
  const { security } = adminApi(exchange.ask);
  const answer = await security.setPassword(text('link'), text('password'));
  return answer.ok ? redirect(`${LOGIN}?set=1`, 303) : refuse(answer.problem);
}

export const clientAction = keepWhenLost;

/** Where the link of an invitation leads. */
export default function SetPasswordPage() {
  const t = useText();
  const { link, token } = useLoaderData<typeof loader>();
  const problem = (useActionData() as Refused | undefined)?.problem;
  const errors = errorsByField(problem);
  const isInvalid = problem?.code === 'password-link-invalid' || Boolean(errors['token']);

  return (
    <NarrowPage title={t('security.set.title')} lead={t('security.set.lead')}>
      {isInvalid && (
        <Alert tone="bad" isNews>
          <p className="font-semibold">{t('security.set.invalid')}</p>
          <p>{t('security.set.invalidText')}</p>
        </Alert>
      )}
      {problem && !isInvalid && !errors['password'] && <RefusalAlert problem={problem} />}
      <Form method="post" action="/admin/set-password" noValidate replace className="space-y-5">
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="link" value={link} />
        <Field
          name="password"
          label={t('security.set.password')}
          hint={t('security.nextHint')}
          error={errors['password']}
        >
          {(field) => (
            <Input {...field} type="password" autoComplete="new-password" required minLength={10} />
          )}
        </Field>
        <Button className="w-full">{t('security.set.submit')}</Button>
      </Form>
    </NarrowPage>
  );
}
