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
import { formKey } from '../../server/form-key.ts';
import { loginPath } from '../../server/person.ts';
import { Button } from '../../ui/button.tsx';
import { useText } from '../i18n/use-text.ts';
import { NarrowPage } from '../narrow-page.tsx';
import { FORM_EXPIRED, SIGN_IN_FORM, isOurForm, nextOf } from '../server/sign-in.ts';
import { SignInProblem } from '../sign-in-problem.tsx';

/** Opening the link changes nothing: scanners of mails and previews of chats open every link that they see. */
export function loader({ context, url }: LoaderFunctionArgs) {
  return {
    link: url.searchParams.get('token') ?? '',
    next: nextOf(url.searchParams.get('next')),
    token: formKey(context.get(exchangeContext), SIGN_IN_FORM),
  };
}

type Outcome = { readonly problem: Refusal };

export async function action({ request, context }: ActionFunctionArgs) {
  const exchange = context.get(exchangeContext);
  const form = await request.formData();
  const refuse = (problem: Refusal) => data<Outcome>({ problem }, { status: problem.status });
  if (!isOurForm(exchange, form)) return refuse(FORM_EXPIRED);
  const answer = await accountApi(exchange.ask).login({ token: String(form.get('link') ?? '') });
  if (!answer.ok) return refuse(answer.problem);
  return redirect(nextOf(form.get('next')), 303);
}

export default function LoginLinkPage() {
  const t = useText();
  const { link, next, token } = useLoaderData<typeof loader>();
  const outcome = useActionData() as Outcome | undefined;
  const isSending = useNavigation().formMethod === 'POST';

  return (
    <NarrowPage title={t('link.title')} lead={outcome ? undefined : t('link.lead')}>
      {outcome ? (
        <>
          <SignInProblem problem={outcome.problem} wrong={t('link.wrong')} />
          <Button asChild className="w-full">
            <Link to={loginPath(next)}>{t('link.again')}</Link>
          </Button>
        </>
      ) : (
        <Form
          method="post"
          action="/login/link"
          replace
          onSubmit={(event) => isSending && event.preventDefault()}
        >
          <input type="hidden" name="token" value={token} />
          <input type="hidden" name="link" value={link} />
          <input type="hidden" name="next" value={next} />
          <Button aria-disabled={isSending || undefined} className="w-full">
            {t('link.submit')}
          </Button>
        </Form>
      )}
    </NarrowPage>
  );
}
