import { Alert } from '../../ui/alert.tsx';
import { useText } from '../i18n/use-text.ts';
import type { Entry } from './entries.ts';

/** What turned out later: two people with one ticket, or one whose ticket was none. */
export function Problems({
  entries,
  time,
}: {
  readonly entries: readonly Entry[];
  readonly time: (instant: string) => string;
}) {
  const t = useText();
  const problems = entries.filter(
    ({ outcome }) => outcome.state === 'double-entry' || outcome.state === 'invalid',
  );
  if (problems.length === 0) return null;
  return (
    <section className="space-y-3">
      <h2 className="text-lg font-bold">{t('checkIn.problems')}</h2>
      {problems.map(({ id, attendee, outcome }) => (
        <Alert key={id} tone="bad" isNews>
          {outcome.state === 'double-entry' && (
            <>
              <p className="font-semibold">
                {[t('checkIn.doubleEntry'), attendee].filter(Boolean).join(': ')}
              </p>
              <p>
                {t('checkIn.doubleEntryAt', {
                  firstTime: time(outcome.first.at),
                  firstDoor: outcome.first.door,
                  secondTime: time(outcome.second.at),
                  secondDoor: outcome.second.door,
                })}
              </p>
            </>
          )}
          {outcome.state === 'invalid' && (
            <>
              <p className="font-semibold">
                {[t('checkIn.refusedLater'), attendee].filter(Boolean).join(': ')}
              </p>
              <p>{t(`checkIn.reason.${outcome.reason}`)}</p>
            </>
          )}
        </Alert>
      ))}
    </section>
  );
}
