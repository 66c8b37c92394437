import {
  type ActionFunctionArgs,
  Link,
  type LoaderFunctionArgs,
  useActionData,
  useLoaderData,
} from 'react-router';
import { Timeline } from '../../bookings/timeline.tsx';
import { readableCode } from '../../i18n/format.ts';
import { unwrap } from '../../server/unwrap.ts';
import { RefusalAlert } from '../../shell/refusal-alert.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Actions } from '../bookings/actions.tsx';
import { AnswersGiven } from '../bookings/answers-given.tsx';
import { AuditTrail } from '../bookings/audit-trail.tsx';
import { ContactLinks } from '../bookings/contact-links.tsx';
import { Erase } from '../bookings/erase.tsx';
import { Facts } from '../bookings/facts.tsx';
import { PaymentFacts, SentMessages, TicketList } from '../bookings/follow-ups.tsx';
import { ProofPanel } from '../bookings/proof-panel.tsx';
import { StateBadge } from '../bookings/words.tsx';
import { keepWhenLost } from '../forms/keep-when-lost.ts';
import { useText } from '../i18n/use-text.ts';
import { organiserOf, sealOf } from '../server/organiser.ts';
import { type Refused, refuse, succeed } from '../server/outcome.ts';
import { AdminPage } from '../shell/admin-page.tsx';

export async function loader(args: LoaderFunctionArgs) {
  const { api } = organiserOf(args);
  const booking = unwrap(await api.bookings.find(args.params['id'] ?? ''));
  const hasAnswers = Object.keys(booking.answers).length > 0;
  const item = hasAnswers ? await api.items.find(booking.item.id) : undefined;
  return { booking, questions: item?.ok ? item.data.submission.fields : [] };
}

export async function action(args: ActionFunctionArgs) {
  const { api, exchange } = organiserOf(args);
  const id = args.params['id'] ?? '';
  const form = await args.request.formData();
  const to = `/admin/bookings/${id}`;

  if (form.get('intent') === 'reject') {
    const reason = String(form.get('reason') ?? '').trim();
    const answer = await api.bookings.reject(id, reason, sealOf(form));
    if (!answer.ok) return refuse<Typed>(answer.problem, { reason });
    return succeed(exchange, { to, done: 'bookings.action.rejected' });
  }
  if (form.get('intent') === 'cancel') {
    const reason = String(form.get('reason') ?? '').trim();
    const answer = await api.payments.cancelPaid(id, reason, sealOf(form));
    if (!answer.ok) return refuse<Typed>(answer.problem, { reason });
    return succeed(exchange, { to, done: 'payments.cancel.done' });
  }
  if (form.get('intent') === 'refund') {
    const reference = String(form.get('reference') ?? '').trim();
    const answer = await api.payments.refund(id, reference, sealOf(form));
    if (!answer.ok) return refuse<Typed>(answer.problem);
    return succeed(exchange, {
      to,
      done: reference ? 'payments.refund.done' : 'payments.refund.asked',
    });
  }
  if (form.get('intent') === 'erase') {
    const contact = form.get('contact');
    const whose = contact ? { contact: String(contact) } : { code: String(form.get('code')) };
    const answer = await api.bookings.erase(whose, sealOf(form));
    if (!answer.ok) return refuse<Typed>(answer.problem);
    return succeed(exchange, {
      to,
      done: answer.data.waiting > 0 ? 'erase.waits' : 'erase.done',
    });
  }
  const answer = await api.bookings.approve(id, sealOf(form));
  if (!answer.ok) return refuse<Typed>(answer.problem);
  return succeed(exchange, { to, done: 'bookings.action.approved' });
}

export const clientAction = keepWhenLost;

type Typed = { readonly reason: string };

export default function BookingPage() {
  const t = useText();
  const { booking, questions } = useLoaderData<typeof loader>();
  const outcome = useActionData() as Refused<Typed> | undefined;

  return (
    <AdminPage
      isWide
      title={booking.name}
      lead={
        <span className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <StateBadge booking={booking} size="lg" />
          <span className="font-semibold tabular-nums">{readableCode(booking.code)}</span>
          <span>{booking.item.title}</span>
        </span>
      }
      actions={
        <>
          <Link to="/admin/bookings" className="flex min-h-11 items-center gap-2 font-semibold">
            <Icon name="arrowLeft" />
            {t('bookings.back')}
          </Link>
          <Link to={booking.url} className="flex min-h-11 items-center gap-2 font-semibold">
            <Icon name="external" />
            {t('bookings.publicPage')}
          </Link>
        </>
      }
    >
      {outcome && <RefusalAlert problem={outcome.problem} />}
      <div className="grid items-start gap-x-10 gap-y-8 xl:grid-cols-[minmax(0,1fr)_26rem] xl:grid-rows-[auto_1fr]">
        <div className="min-w-0 space-y-8">
          <ProofPanel booking={booking} />
          <AnswersGiven answers={booking.answers} questions={questions} />
        </div>
        <div className="min-w-0 space-y-8 xl:row-span-2">
          <Actions booking={booking} outcome={outcome} />
          <ContactLinks booking={booking} />
          <Facts booking={booking} />
          <Timeline booking={booking} />
          <Erase booking={booking} />
        </div>
        <div className="min-w-0 space-y-8">
          <TicketList booking={booking} />
          {booking.payments.map((payment) => (
            <PaymentFacts key={payment.id} payment={payment} />
          ))}
          <SentMessages messages={booking.notifications} />
        </div>
      </div>
      <AuditTrail booking={booking} />
    </AdminPage>
  );
}
