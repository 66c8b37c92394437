import type { Dashboard } from './dashboard.ts';

/** Rate, errors, duration and saturation of every service. */
export const services: Dashboard = {
  uid: 'karcis-services',
  title: 'Karcis: services',
  rows: [
    {
      title: 'Promises',
      panels: [
        {
          title: 'Capacity drift',
          tells: 'Places that booking and capacity disagree on. Always 0.',
          kind: 'stat',
          queries: [{ expr: 'max(capacity_drift)' }],
        },
        {
          title: 'Counters against rows',
          tells: 'Places that capacity’s counters and rows differ by. Always 0.',
          kind: 'stat',
          queries: [{ expr: 'max(capacity_counter_drift)' }],
        },
        {
          title: 'Error budget left',
          tells: 'Of 0.5 % failed requests a month.',
          kind: 'stat',
          unit: 'percentunit',
          queries: [{ expr: 'slo:error_budget:left' }],
        },
        {
          title: 'Up',
          tells: 'Processes that answer, by service.',
          kind: 'stat',
          queries: [{ expr: 'sum by (job) (up)', legend: '{{job}}' }],
        },
      ],
    },
    {
      title: 'Rate, errors, duration',
      panels: [
        {
          title: 'Requests a second',
          tells: 'By route of the gateway.',
          unit: 'reqps',
          queries: [{ expr: 'http_requests:rate5m{service="gateway"}', legend: '{{route}}' }],
        },
        {
          title: 'Answers by status',
          tells: 'A second, all routes of the gateway and pages of web.',
          unit: 'reqps',
          queries: [
            {
              expr: 'sum by (service, status) (rate(http_request_duration_seconds_count[5m]))',
              legend: '{{service}} {{status}}',
            },
          ],
        },
        {
          title: 'Duration of holds',
          tells: 'From the headers of a request to the end of its answer.',
          unit: 's',
          queries: [
            {
              expr: 'histogram_quantile(0.5, sum by (le) (rate(http_request_duration_seconds_bucket{route="/api/bookings/hold"}[5m])))',
              legend: 'median',
            },
            {
              expr: 'histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{route="/api/bookings/hold"}[5m])))',
              legend: 'p99',
            },
          ],
        },
        {
          title: 'Duration by route, p99',
          tells: 'Of the last five minutes.',
          unit: 's',
          queries: [
            { expr: 'http_request_duration_seconds:p99_5m', legend: '{{service}} {{route}}' },
          ],
        },
      ],
    },
    {
      title: 'Calls between services',
      panels: [
        {
          title: 'Duration of a call, p99',
          tells: 'One message of commands over NATS and back.',
          unit: 's',
          queries: [
            {
              expr: 'histogram_quantile(0.99, sum by (subject, le) (rate(call_duration_seconds_bucket[5m])))',
              legend: '{{subject}}',
            },
          ],
        },
        {
          title: 'Commands a message',
          tells: 'How many travel together: rises with the load.',
          queries: [
            {
              expr: 'sum by (service) (rate(call_batch_size_sum[5m])) / sum by (service) (rate(call_batch_size_count[5m]))',
              legend: '{{service}}',
            },
          ],
        },
        {
          title: 'Holds a transaction',
          tells: 'Judged together by capacity.',
          queries: [
            {
              expr: 'sum(rate(admission_batch_holds_sum[5m])) / sum(rate(admission_batch_holds_count[5m]))',
              legend: 'average',
            },
          ],
        },
      ],
    },
    {
      title: 'Saturation',
      panels: [
        {
          title: 'Processor',
          tells: 'Seconds of processor time a second.',
          unit: 'percentunit',
          queries: [
            {
              expr: 'sum by (service) (rate(process_cpu_seconds_total[5m]))',
              legend: '{{service}}',
            },
          ],
        },
        {
          title: 'Memory',
          tells: 'Resident, all processes of a service.',
          unit: 'bytes',
          queries: [
            { expr: 'sum by (service) (process_resident_memory_bytes)', legend: '{{service}}' },
          ],
        },
        {
          title: 'Event-loop delay, p99',
          tells: 'How late a process is with its work.',
          unit: 's',
          queries: [
            {
              expr: 'max by (service) (nodejs_eventloop_lag_p99_seconds)',
              legend: '{{service}}',
            },
          ],
        },
        {
          title: 'Refused for their number',
          tells: 'Requests a second beyond a limit, or shed because too many were under way.',
          unit: 'reqps',
          queries: [
            {
              expr: 'sum by (route) (rate(gateway_rate_limited_total[5m])) or vector(0)',
              legend: 'limit {{route}}',
            },
            {
              expr: 'sum by (kind) (rate(gateway_shed_requests_total[5m])) or vector(0)',
              legend: 'shed {{kind}}',
            },
          ],
        },
        {
          title: 'Live streams',
          tells: 'Pages that listen now.',
          queries: [{ expr: 'sum by (kind) (gateway_streams) or vector(0)', legend: '{{kind}}' }],
        },
      ],
    },
  ],
};
