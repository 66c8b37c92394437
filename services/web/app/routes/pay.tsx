import type { Booking, Submission } from '@karcis/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type ActionFunctionArgs,
  Link,
  type LoaderFunctionArgs,
  data,
  redirect,
  useActionData,
  useLoaderData,
} from 'react-router';
import { AmountToPay } from '../bookings/amount-to-pay.tsx';
import { ChooseWithoutScript } from '../bookings/choose-without-script.tsx';
import { CountdownRing } from '../bookings/countdown-ring.tsx';
import { OrderSummary } from '../bookings/order-summary.tsx';
import { PayForm, type PayOutcome } from '../bookings/pay-form.tsx';
import { useCountdown } from '../live/use-countdown.ts';
import { exchangeContext } from '../server/exchange.ts';
import { forgetFormKey, formKey } from '../server/form-key.ts';
import { checkoutIn, openCheckout } from '../server/open-checkout.ts';
import { submitWithoutScript } from '../server/submit-proof.ts';
import { unwrap } from '../server/unwrap.ts';
import { useFormat, useShell } from '../shell/site.ts';
import { Button } from '../ui/button.tsx';

const FILE_ONLY: Submission = { fileRequired: true, fields: [] };

export async function loader({ params, context }: LoaderFunctionArgs) {
  const exchange = context.get(exchangeContext);
  const { api } = exchange;
  const booking = unwrap(await api.findBooking(params['code'] ?? ''));
  if (booking.state !== 'HOLD') throw redirect(booking.url);
  if (!('contact' in booking)) return { isOwner: false as const, booking };

  const [methods, item, csrf] = await Promise.all([
    api.listPaymentMethods(booking.item.id),
    api.findItem(booking.item.id),
    api.issueCsrfToken(),
  ]);
  return {
    isOwner: true as const,
    booking,
    methods: methods.ok ? methods.data.data : [],
    submission: item.ok ? item.data.submission : FILE_ONLY,
    csrfToken: unwrap(csrf).csrfToken,
    key: formKey(exchange, booking.code),
  };
}

/** Without script the form comes here; with it, the page hands the file to the API itself. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const exchange = context.get(exchangeContext);
  const booking = unwrap(await exchange.api.findBooking(params['code'] ?? ''));
  const methodId = checkoutIn(new URL(request.url));
  if (methodId !== null) {
    const opened = await openCheckout(exchange, booking, methodId, await request.formData());
    return opened instanceof Response ? opened : data(opened, { status: opened.problem.status });
  }
  const outcome = await submitWithoutScript(exchange, booking, request);
  if (outcome === 'chosen') return redirect(`${booking.url}/pay`, 303);
  if (!outcome) {
    forgetFormKey(exchange, booking.code);
    return redirect(booking.url, 303);
  }
  return data(outcome, { status: outcome.problem.status });
}

/** Without script the page comes again when the time is up, and then says so. */
export const handle = {
  refreshSeconds: (loaded: unknown) => {
    const { booking } = loaded as { readonly booking: Booking };
    const leftMs = Date.parse(booking.holdExpiresAt ?? '') - Date.parse(booking.serverTime);
    return Math.max(1, Math.ceil(leftMs / 1000) + 1);
  },
};

export default function PayPage() {
  const { t } = useTranslation();
  const loaded = useLoaderData<typeof loader>();
  const { booking } = loaded;
  const secondsLeft = useCountdown(booking.holdExpiresAt ?? booking.serverTime, booking.serverTime);
  if (!loaded.isOwner) return <NotYours url={booking.url} />;
  if (secondsLeft === 0) return <TimeIsUp itemUrl={booking.item.url} />;
  return (
    <div className="page pt-8 lg:pt-12">
      <PayTitle text={t(booking.amount > 0 ? 'pay.title' : 'pay.titleFree')} />
      <Pay loaded={loaded} secondsLeft={secondsLeft} />
    </div>
  );
}

type Loaded = Extract<Awaited<ReturnType<typeof loader>>, { isOwner: true }>;

function Pay({ loaded, secondsLeft }: { readonly loaded: Loaded; readonly secondsLeft: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const outcome = useActionData<PayOutcome>();
  const { booking, methods, submission, csrfToken, key } = loaded;
  const [chosen, setChosen] = useState<Booking>();
  const until = booking.holdExpiresAt ?? booking.serverTime;
  const secondsTotal = (Date.parse(until) - Date.parse(booking.createdAt)) / 1000;
  const title = t(booking.amount > 0 ? 'pay.title' : 'pay.titleFree');

  return (
    <div className="grid gap-x-14 gap-y-8 lg:grid-cols-[1fr_24rem]">
      <div className="flex items-center gap-5 lg:hidden">
        <CountdownRing secondsLeft={secondsLeft} secondsTotal={secondsTotal} />
        <div className="space-y-1">
          <h1 className="text-2xl font-extrabold">{title}</h1>
          <p className="text-muted">{t('pay.until', { time: format.time(until) })}</p>
        </div>
      </div>
      <div className="group/paying min-w-0 space-y-10">
        <h1 className="hidden text-4xl font-extrabold lg:block">{title}</h1>
        {booking.amount > 0 && <AmountToPay booking={chosen ?? booking} />}
        <ChooseWithoutScript methods={methods} booking={booking} csrfToken={csrfToken} />
        <PayForm
          {...{ booking, methods, submission, csrfToken, outcome }}
          formKey={key}
          onChosen={setChosen}
        />
      </div>
      <aside className="lg:pt-1">
        <div className="space-y-6 lg:sticky lg:top-6">
          <div className="hidden items-center gap-5 lg:flex">
            <CountdownRing secondsLeft={secondsLeft} secondsTotal={secondsTotal} />
            <p className="text-muted">{t('pay.until', { time: format.time(until) })}</p>
          </div>
          <OrderSummary booking={booking} />
        </div>
      </aside>
    </div>
  );
}

function PayTitle({ text }: { readonly text: string }) {
  const { site } = useShell();
  return (
    <>
      <title>{`${text} · ${site.projectName}`}</title>
      <meta name="robots" content="noindex" />
    </>
  );
}

function TimeIsUp({ itemUrl }: { readonly itemUrl: string }) {
  const { t } = useTranslation();
  return (
    <div className="page grid min-h-[60vh] content-center py-16">
      <PayTitle text={t('pay.ended')} />
      <div role="alert" className="max-w-xl space-y-5">
        <h1 className="text-4xl font-extrabold">{t('pay.ended')}</h1>
        <p className="text-lg text-muted">{t('pay.endedText')}</p>
        <Button asChild>
          <Link to={`${itemUrl}/book`}>{t('pay.startAgain')}</Link>
        </Button>
      </div>
    </div>
  );
}

function NotYours({ url }: { readonly url: string }) {
  const { t } = useTranslation();
  return (
    <div className="page grid min-h-[60vh] content-center py-16">
      <PayTitle text={t('pay.title')} />
      <div className="max-w-xl space-y-5">
        <h1 className="text-4xl font-extrabold">{t('pay.notYours')}</h1>
        <p className="text-lg text-muted">{t('pay.notYoursText')}</p>
        <Button asChild>
          <Link to={url}>{t('pay.seeStatus')}</Link>
        </Button>
      </div>
    </div>
  );
}
