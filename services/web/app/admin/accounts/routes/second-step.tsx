import {
  type ActionFunctionArgs,
  Form,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
} from 'react-router';
import { adminApi } from '../../../../src/gateway/admin-api.ts';
import { NarrowPage } from '../../../accounts/narrow-page.tsx';
import { exchangeContext } from '../../../server/exchange.ts';
import { forgetFormKey, formKey, isFormKey } from '../../../server/form-key.ts';
import { RefusalAlert } from '../../../shell/refusal-alert.tsx';
import { Alert } from '../../../ui/alert.tsx';
import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { Input } from '../../../ui/input.tsx';
import { keepWhenLost } from '../../forms/keep-when-lost.ts';
import { useText } from '../../i18n/use-text.ts';
import { LOGIN } from '../../server/organiser.ts';
import { LOGIN_FORM, organiserPath } from '../../server/login-form.ts';
import { type Refused, refuse } from '../../server/outcome.ts';

export function loader({ context, url }: LoaderFunctionArgs) {
  return {
    next: organiserPath(url.searchParams.get('next')),
    token: formKey(context.get(exchangeContext), LOGIN_FORM),
  };
}

/** The second step of a login; a cookie of the first says whose it is. */
export async function action({ request, context }: ActionFunctionArgs) {
  const exchange = context.get(exchangeContext);
  const form = await request.formData();
  if (!isFormKey(exchange, LOGIN_FORM, form.get('token'))) {
    return refuse({ code: 'csrf-token-invalid', status: 403, title: '' });
  }
  const answer = await adminApi(exchange.ask).security.secondStep(String(form.get('code') ?? ''));
  if (!answer.ok) return refuse(answer.problem);
  forgetFormKey(exchange, LOGIN_FORM);
  return redirect(organiserPath(form.get('next')), 303);
}

export const clientAction = keepWhenLost;

export default function SecondStepPage() {
  const t = useText();
  const { next, token } = useLoaderData<typeof loader>();
  const problem = (useActionData() as Refused | undefined)?.problem;
  const isOver = problem?.code === 'invalid-credentials';
  const isWrong =
    problem?.code === 'second-factor-invalid' || problem?.code === 'validation-failed';
  const again = `${LOGIN}?${new URLSearchParams({ next })}`;

  return (
    <NarrowPage title={t('security.second.title')} lead={t('security.second.lead')}>
      {problem &&
        (isOver || isWrong ? (
          <Alert tone="bad" isNews>
            {t(isOver ? 'security.second.over' : 'security.second.wrong')}
          </Alert>
        ) : (
          <RefusalAlert problem={problem} />
        ))}
      <Form method="post" noValidate replace className="space-y-5">
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="next" value={next} />
        <Field name="code" label={t('security.second.code')}>
          {(field) => (
            <Input
              {...field}
              autoComplete="one-time-code"
              required
              maxLength={20}
              autoCapitalize="characters"
            />
          )}
        </Field>
        <Button className="w-full">{t('security.second.submit')}</Button>
      </Form>
      <p>
        <Link to={again} className="font-semibold underline underline-offset-4">
          {t('security.second.restart')}
        </Link>
      </p>
    </NarrowPage>
  );
}
