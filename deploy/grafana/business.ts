import type { Dashboard } from './dashboard.ts';

/** What an organiser's boss asks: how many people come, how far they get, and how long they wait. */
export const business: Dashboard = {
  uid: 'karcis-business',
  title: 'Karcis: bookings',
  rows: [
    {
      title: 'Today',
      panels: [
        {
          title: 'Approval rate',
          tells: 'Approved of what was decided in the last day.',
          kind: 'stat',
          unit: 'percentunit',
          queries: [{ expr: 'approval_rate' }],
        },
        {
          title: 'Waiting for review',
          tells: 'Bookings in REVIEW now.',
          kind: 'stat',
          queries: [{ expr: 'max(bookings_in_state{state="REVIEW"})' }],
        },
        {
          title: 'Longest wait',
          tells: 'How long the oldest booking in REVIEW has waited.',
          kind: 'stat',
          unit: 's',
          queries: [{ expr: 'max(review_oldest_seconds)' }],
        },
        {
          title: 'Places in use',
          tells: 'Places that are paid for or under review, of all items that are open.',
          kind: 'stat',
          unit: 'percentunit',
          queries: [{ expr: 'max(places{state="used"}) / max(places{state="all"})' }],
        },
      ],
    },
    {
      title: 'Funnel',
      panels: [
        {
          title: 'HOLD → REVIEW → PAID',
          tells: 'Bookings that came into each state, a minute.',
          queries: [
            {
              expr: 'sum by (to) (rate(booking_transitions_total{to=~"HOLD|REVIEW|PAID"}[5m])) * 60',
              legend: '{{to}}',
            },
          ],
        },
        {
          title: 'Ended without a place',
          tells: 'Bookings that ended another way, a minute.',
          queries: [
            {
              expr: 'sum by (to) (rate(booking_transitions_total{to=~"EXPIRED|REJECTED|CANCELLED"}[5m])) * 60',
              legend: '{{to}}',
            },
          ],
        },
        {
          title: 'Refused holds',
          tells: 'Why people got no place, a minute.',
          queries: [
            { expr: 'sum by (reason) (rate(holds_refused_total[5m])) * 60', legend: '{{reason}}' },
          ],
        },
      ],
    },
    {
      title: 'Review',
      panels: [
        {
          title: 'From proof to decision',
          tells: 'Half of the decisions took less, one in twenty took longer.',
          unit: 's',
          queries: [
            {
              expr: 'histogram_quantile(0.5, sum by (le) (rate(review_wait_seconds_bucket[30m])))',
              legend: 'median',
            },
            {
              expr: 'histogram_quantile(0.95, sum by (le) (rate(review_wait_seconds_bucket[30m])))',
              legend: 'p95',
            },
          ],
        },
        {
          title: 'Bookings by state',
          tells: 'As they stand now.',
          queries: [{ expr: 'max by (state) (bookings_in_state)', legend: '{{state}}' }],
        },
        {
          title: 'Places',
          tells: 'Of all items that are open.',
          queries: [{ expr: 'max by (state) (places)', legend: '{{state}}' }],
        },
        {
          title: 'Proofs',
          tells: 'Files that passed, and why the others were refused, a minute.',
          queries: [
            { expr: 'sum(rate(proofs_uploaded_total[5m])) * 60', legend: 'accepted' },
            { expr: 'sum by (reason) (rate(proofs_refused_total[5m])) * 60', legend: '{{reason}}' },
          ],
        },
      ],
    },
    {
      title: 'Messages',
      panels: [
        {
          title: 'Sent',
          tells: 'Messages that the other side took, a minute.',
          queries: [
            {
              expr: 'sum by (channel, kind) (rate(notifications_sent_total[5m])) * 60',
              legend: '{{channel}} {{kind}}',
            },
          ],
        },
        {
          title: 'One attempt to send',
          tells: 'What a mail server or provider takes to answer.',
          unit: 's',
          queries: [
            {
              expr: 'histogram_quantile(0.95, sum by (channel, le) (rate(notification_send_duration_seconds_bucket[5m])))',
              legend: '{{channel}} p95',
            },
          ],
        },
      ],
    },
  ],
};
