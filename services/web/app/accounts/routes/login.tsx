import {
  type ActionFunctionArgs,
  Form,
  type LoaderFunctionArgs,
  data,
  redirect,
  useActionData,
  useLoaderData,
  useNavigation,
} from 'react-router';
import { accountApi } from '../../../src/gateway/account-api.ts';
import type { Refusal } from '../../../src/gateway/connection.ts';
import { exchangeContext } from '../../server/exchange.ts';
import { formKey } from '../../server/form-key.ts';
import { findPerson } from '../../server/person.ts';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { useText } from '../i18n/use-text.ts';
import { NarrowPage } from '../narrow-page.tsx';
import {
  FORM_EXPIRED,
  SIGN_IN_FORM,
  isOurForm,
  nextOf,
  rememberEmail,
  rememberedEmail,
} from '../server/sign-in.ts';
import { SignInProblem } from '../sign-in-problem.tsx';

export async function loader({ context, url }: LoaderFunctionArgs) {
  const exchange = context.get(exchangeContext);
  const wanted = url.searchParams.get('next');
  const next = nextOf(wanted);
  if (await findPerson(exchange)) throw redirect(next, 303);
  return {
    next,
    isNeeded: exchange.site.requireLogin && /\/book$/.test(next),
    email: rememberedEmail(exchange),
    token: formKey(exchange, SIGN_IN_FORM),
  };
}

type Outcome = { readonly problem: Refusal; readonly email: string };

/** Sends a code, and goes on to the page where it is typed. */
export async function action({ request, context }: ActionFunctionArgs) {
  const exchange = context.get(exchangeContext);
  const form = await request.formData();
  const email = String(form.get('email') ?? '').trim();
  const refuse = (problem: Refusal) =>
    data<Outcome>({ problem, email }, { status: problem.status });
  if (!isOurForm(exchange, form)) return refuse(FORM_EXPIRED);

  const next = nextOf(form.get('next'));
  const answer = await accountApi(exchange.ask).sendCode(email, next);
  if (!answer.ok) return refuse(answer.problem);
  rememberEmail(exchange, email);
  return redirect(`/login/code?${new URLSearchParams({ next })}`, 303);
}

export default function LoginPage() {
  const t = useText();
  const { next, isNeeded, email, token } = useLoaderData<typeof loader>();
  const outcome = useActionData() as Outcome | undefined;
  const isSending = useNavigation().formMethod === 'POST';
  const detail = outcome?.problem.errors?.[0]?.detail;

  return (
    <NarrowPage title={t('login.title')} lead={t('login.lead')}>
      {isNeeded && !outcome && <Alert>{t('login.needed')}</Alert>}
      {outcome && <SignInProblem problem={outcome.problem} wrong={t('login.fix')} />}
      <Form
        method="post"
        noValidate
        className="space-y-5"
        onSubmit={(event) => isSending && event.preventDefault()}
      >
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="next" value={next} />
        <Field name="email" label={t('login.email')} error={detail}>
          {(field) => (
            <Input
              {...field}
              type="email"
              inputMode="email"
              autoComplete="email"
              required
              maxLength={254}
              defaultValue={outcome?.email ?? email ?? ''}
            />
          )}
        </Field>
        <Button aria-disabled={isSending || undefined} className="w-full">
          {t(isSending ? 'login.sending' : 'login.send')}
        </Button>
      </Form>
    </NarrowPage>
  );
}
