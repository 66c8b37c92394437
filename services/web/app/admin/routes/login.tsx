import {
  type ActionFunctionArgs,
  Form,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
  useNavigation,
} from 'react-router';
import { adminApi } from '../../../src/gateway/admin-api.ts';
import type { Refusal } from '../../../src/gateway/connection.ts';
import { exchangeContext } from '../../server/exchange.ts';
import { forgetFormKey, formKey, isFormKey } from '../../server/form-key.ts';
import { RefusalAlert } from '../../shell/refusal-alert.tsx';
import { useShell } from '../../shell/site.ts';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { errorsByField } from '../forms/errors-by-field.ts';
import { keepWhenLost } from '../forms/keep-when-lost.ts';
import { useText } from '../i18n/use-text.ts';
import { LOGIN_FORM, organiserPath } from '../server/login-form.ts';
import { type Refused, refuse } from '../server/outcome.ts';

const MINUTE_SECONDS = 60;

/** What has just happened, as the address says it. */
const WHYS = ['out', 'set', 'next'] as const;
const whyTexts = {
  out: 'session.signedOut',
  set: 'security.set.done',
  next: 'session.ended',
} as const;

export async function loader({ context, url }: LoaderFunctionArgs) {
  const exchange = context.get(exchangeContext);
  const next = organiserPath(url.searchParams.get('next'));
  const me = await adminApi(exchange.ask).session.me();
  if (me.ok) throw redirect(next, 303);
  return {
    next,
    why: WHYS.find((name) => url.searchParams.has(name)) ?? null,
    token: formKey(exchange, LOGIN_FORM),
  } as const;
}

export async function action({ request, context }: ActionFunctionArgs) {
  const exchange = context.get(exchangeContext);
  const form = await request.formData();
  const email = String(form.get('email') ?? '').trim();
  // There is no session yet that a token could belong to: the cookie that only our own form's browser has stands for it.
  if (!isFormKey(exchange, LOGIN_FORM, form.get('token'))) {
    return refuse<Typed>({ code: 'csrf-token-invalid', status: 403, title: '' }, { email });
  }
  const password = String(form.get('password') ?? '');
  const answer = await adminApi(exchange.ask).session.login({ email, password });
  if (!answer.ok && answer.problem.code === 'second-factor-required') {
    const next = organiserPath(form.get('next'));
    return redirect(`/admin/login/code?${new URLSearchParams({ next })}`, 303);
  }
  if (!answer.ok) return refuse<Typed>(answer.problem, { email });
  forgetFormKey(exchange, LOGIN_FORM);
  return redirect(organiserPath(form.get('next')), 303);
}

export const clientAction = keepWhenLost;

type Typed = { readonly email: string };

export default function LoginPage() {
  const t = useText();
  const { site } = useShell();
  const { next, why, token } = useLoaderData<typeof loader>();
  const outcome = useActionData() as Refused<Typed> | undefined;
  const isSending = useNavigation().formMethod === 'POST';
  const errors = errorsByField(outcome?.problem);

  return (
    <div className="page grid justify-items-center pt-10 sm:pt-20">
      <title>{`${t('session.title')} · ${t('shell.organiser')} · ${site.projectName}`}</title>
      <meta name="robots" content="noindex" />
      <div className="w-full max-w-sm space-y-6">
        <div className="space-y-1">
          <h1 className="text-3xl font-extrabold">{t('session.title')}</h1>
          <p className="text-muted">{t('session.lead')}</p>
        </div>
        {!outcome && why && <Alert>{t(whyTexts[why])}</Alert>}
        {outcome && <LoginProblem problem={outcome.problem} />}
        <Form
          method="post"
          noValidate
          replace
          className="space-y-5"
          onSubmit={(event) => isSending && event.preventDefault()}
        >
          <input type="hidden" name="token" value={token} />
          <input type="hidden" name="next" value={next} />
          <Field name="email" label={t('session.email')} error={errors['email']}>
            {(field) => (
              <Input
                {...field}
                type="email"
                autoComplete="username"
                required
                defaultValue={outcome?.values?.email}
              />
            )}
          </Field>
          <Field name="password" label={t('session.password')} error={errors['password']}>
            {(field) => (
              <Input {...field} type="password" autoComplete="current-password" required />
            )}
          </Field>
          <Button aria-disabled={isSending || undefined} className="w-full">
            {t(isSending ? 'session.sending' : 'session.submit')}
          </Button>
        </Form>
      </div>
    </div>
  );
}

function LoginProblem({ problem }: { readonly problem: Refusal }) {
  const t = useText();
  const { code, retryAfter = MINUTE_SECONDS } = problem;
  if (code === 'rate-limited') {
    const minutes = Math.max(1, Math.ceil(retryAfter / MINUTE_SECONDS));
    return (
      <Alert tone="wait" isNews>
        <p className="font-semibold">{t('session.locked')}</p>
        <p>{t('session.lockedText', { count: minutes })}</p>
      </Alert>
    );
  }
  if (code !== 'invalid-credentials' && code !== 'validation-failed') {
    return <RefusalAlert problem={problem} />;
  }
  return (
    <Alert tone="bad" isNews>
      {t(code === 'invalid-credentials' ? 'session.wrong' : 'session.fix')}
    </Alert>
  );
}
