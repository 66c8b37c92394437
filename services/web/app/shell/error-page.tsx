import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Link,
  isRouteErrorResponse,
  useLocation,
  useRevalidator,
  useRouteError,
} from 'react-router';
import { problemIn, refusalOf } from '../live/refusal-of.ts';
import { Button } from '../ui/button.tsx';
import { waitText } from './refusal-alert.tsx';

const RETRY_SECONDS = 5;

/** What went wrong in plain words, what became of it, and where to go. What may pass is tried again by the page itself. */
export function ErrorPage() {
  const { t } = useTranslation();
  const { pathname, search } = useLocation();
  const error = useRouteError();
  const { title, text, canRetry } = useWords(error);
  useRetries(error);

  return (
    <div className="page grid min-h-[60vh] content-center py-16">
      <title>{title}</title>
      <div className="max-w-xl space-y-5">
        <h1 className="text-3xl sm:text-4xl">{title}</h1>
        <p className="text-lg text-muted">{text}</p>
        <p className="flex flex-wrap gap-3 pt-2">
          {canRetry && (
            <Button asChild>
              <a href={pathname + search}>{t('error.retry')}</a>
            </Button>
          )}
          <Button asChild variant={canRetry ? 'outline' : 'primary'}>
            <Link to="/">{t('error.home')}</Link>
          </Button>
        </p>
      </div>
    </div>
  );
}

/** As long as it takes: each failure is an error of its own and starts the next wait. */
function useRetries(error: unknown): void {
  const { revalidate } = useRevalidator();
  const again = useEffectEvent(() => void revalidate());
  useEffect(() => {
    const passing = refusalOf(error);
    if (!passing) return undefined;
    // Spread, so that not everybody comes back at the same moment.
    const seconds = (passing.retryAfter ?? RETRY_SECONDS) + Math.random() * RETRY_SECONDS;
    const timer = setTimeout(again, seconds * 1000);
    return () => clearTimeout(timer);
  }, [error]);
}

function useWords(error: unknown) {
  const { t } = useTranslation();
  const passing = refusalOf(error);
  const refusal = passing ?? (isRouteErrorResponse(error) ? problemIn(error.data) : null);
  const status = passing?.status ?? (isRouteErrorResponse(error) ? error.status : 500);
  const words = (title: string, text: string, canRetry: boolean) => ({ title, text, canRetry });

  if (refusal?.code === 'item-not-found') return words(t('error.item'), t('error.itemText'), false);
  if (refusal?.code === 'booking-not-found') {
    return words(t('error.booking'), t('error.bookingText'), false);
  }
  if (refusal?.code === 'csrf-token-invalid')
    return words(t('error.form'), t('error.formText'), true);
  if (status === 403) return words(t('error.forbidden'), t('error.forbiddenText'), false);
  if (status === 404) return words(t('error.notFound'), t('error.notFoundText'), false);
  if (status === 429) {
    return words(t('error.tooMany'), waitText(refusal ?? {}, t), true);
  }
  if (passing) return words(t('error.busy'), t('error.busyText'), true);
  return words(t('error.unexpected'), t('error.unexpectedText'), true);
}
