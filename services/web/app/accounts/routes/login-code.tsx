import {
  type ActionFunctionArgs,
  Form,
  Link,
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
import { forgetFormKey, formKey } from '../../server/form-key.ts';
import { loginPath } from '../../server/person.ts';
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
  rememberedEmail,
} from '../server/sign-in.ts';
import { SignInProblem } from '../sign-in-problem.tsx';

export function loader({ context, url }: LoaderFunctionArgs) {
  const exchange = context.get(exchangeContext);
  const next = nextOf(url.searchParams.get('next'));
  const email = rememberedEmail(exchange);
  if (!email) throw redirect(loginPath(next), 303);
  return { next, email, token: formKey(exchange, SIGN_IN_FORM) };
}

type Outcome = { readonly problem: Refusal };

export async function action({ request, context }: ActionFunctionArgs) {
  const exchange = context.get(exchangeContext);
  const form = await request.formData();
  const refuse = (problem: Refusal) => data<Outcome>({ problem }, { status: problem.status });
  const email = rememberedEmail(exchange);
  if (!email || !isOurForm(exchange, form)) return refuse(FORM_EXPIRED);

  const code = String(form.get('code') ?? '').replace(/\s/g, '');
  const answer = await accountApi(exchange.ask).login({ email, code });
  if (!answer.ok) return refuse(answer.problem);
  forgetFormKey(exchange, SIGN_IN_FORM);
  return redirect(nextOf(form.get('next')), 303);
}

export default function LoginCodePage() {
  const t = useText();
  const { next, email, token } = useLoaderData<typeof loader>();
  const outcome = useActionData() as Outcome | undefined;
  const isSending = useNavigation().formMethod === 'POST';

  return (
    <NarrowPage
      title={t('code.title')}
      lead={
        <>
          {t('code.sent', { email })} {t('code.spam')}
        </>
      }
    >
      {outcome && (
        <SignInProblem
          problem={outcome.problem}
          wrong={t('code.wrong')}
          text={t('code.wrongText')}
        />
      )}
      <Form
        method="post"
        noValidate
        replace
        className="space-y-5"
        onSubmit={(event) => isSending && event.preventDefault()}
      >
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="next" value={next} />
        <Field name="code" label={t('code.label')}>
          {(field) => (
            <Input
              {...field}
              inputMode="numeric"
              autoComplete="one-time-code"
              required
              maxLength={12}
              className="text-center text-2xl tracking-[0.4em] tabular-nums"
            />
          )}
        </Field>
        <Button aria-disabled={isSending || undefined} className="w-full">
          {t(isSending ? 'code.sending' : 'code.submit')}
        </Button>
      </Form>
      <Form
        method="post"
        action="/login"
        replace
        className="flex flex-wrap items-center justify-between gap-x-5 gap-y-1"
      >
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="next" value={next} />
        <input type="hidden" name="email" value={email} />
        <Button variant="quiet" size="sm" className="-mx-3.5">
          {t('code.again')}
        </Button>
        <Link to={loginPath(next)} className="text-sm font-semibold underline underline-offset-4">
          {t('code.other')}
        </Link>
      </Form>
    </NarrowPage>
  );
}
