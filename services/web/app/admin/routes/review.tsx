import { randomUUID } from 'node:crypto';
import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  useActionData,
  useLoaderData,
} from 'react-router';
import { unwrap } from '../../server/unwrap.ts';
import { NO_REASON, QueueView } from '../review/queue-view.tsx';
import { reasonIn } from '../review/reasons.ts';
import { organiserOf, sealOf } from '../server/organiser.ts';
import { type Refused, refuse, succeed } from '../server/outcome.ts';

const ROWS = '20';
const UUID = /^[0-9a-f-]{36}$/;

export async function loader(args: LoaderFunctionArgs) {
  const { api } = organiserOf(args);
  const { id } = args.params;
  const list = unwrap(await api.bookings.list({ state: 'REVIEW', limit: ROWS }));
  const wanted = id ?? list.data[0]?.id;
  const booking = wanted === undefined ? null : unwrap(await api.bookings.find(wanted));
  // Without its questions the answers are shown under their keys.
  const item = booking && (await api.items.find(booking.item.id));
  return {
    asked: id ?? '',
    list,
    booking,
    item: item?.ok ? item.data : null,
    formKey: randomUUID(),
  };
}

/** Without script decisions come here; with it, the page tells the API itself. */
export async function action(args: ActionFunctionArgs) {
  const { api, exchange } = organiserOf(args);
  const id = args.params['id'] ?? '';
  const form = await args.request.formData();
  const isApproval = form.get('decision') === 'approve';
  const reason = reasonIn(form);
  if (!isApproval && !reason) return refuse({ code: NO_REASON, status: 422, title: '' });

  const answer = isApproval
    ? await api.bookings.approve(id, sealOf(form))
    : await api.bookings.reject(id, reason, sealOf(form));
  if (!answer.ok) return refuse(answer.problem);
  const next = String(form.get('next') ?? '');
  return succeed(exchange, {
    to: UUID.test(next) ? `/admin/review/${next}` : '/admin/review',
    done: isApproval ? 'review.approved' : 'review.rejected',
  });
}

export default function ReviewPage() {
  const { asked, list, booking, item, formKey } = useLoaderData<typeof loader>();
  const refused = useActionData() as Refused | undefined;
  return <QueueView key={asked} {...{ list, booking, item, formKey }} problem={refused?.problem} />;
}
