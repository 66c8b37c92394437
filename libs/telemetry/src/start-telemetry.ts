import { type AnalyticsOptions, startAnalytics } from './analytics.ts';
import { startErrorReports } from './report-errors.ts';
import { type TracingOptions, startTracing } from './start-tracing.ts';

export type TelemetryOptions = {
  readonly traces: Omit<TracingOptions, 'service'>;
  readonly sentryDsn: string | undefined;
  readonly analytics: AnalyticsOptions;
};

/** Whoever is to be told beyond logs and metrics, each only where the settings name it. `stop` sends what is left. */
export async function startTelemetry(
  service: string,
  { traces, sentryDsn, analytics }: TelemetryOptions,
): Promise<{ stop(): Promise<void> }> {
  const told = await Promise.all([
    startTracing({ service, ...traces }),
    startErrorReports(service, sentryDsn),
    startAnalytics(service, analytics),
  ]);
  return {
    async stop() {
      await Promise.all(told.map((each) => each.stop()));
    },
  };
}
