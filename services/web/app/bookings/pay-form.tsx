import type { Booking, PaymentMethod, Submission } from '@karcis/contracts';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Refusal } from '../../src/gateway/connection.ts';
import { useShell } from '../shell/site.ts';
import { RefusalAlert } from '../shell/refusal-alert.tsx';
import { Alert } from '../ui/alert.tsx';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/cn.ts';
import { chooseMethod } from './booking-calls.ts';
import { FilePicker } from './file-picker.tsx';
import { Methods } from './methods.tsx';
import { PROOF_BYTES_MAX, PROOF_TYPES, answerErrors, readAnswers } from './proof-form.ts';
import { Questions } from './questions.tsx';
import { UploadProgress } from './upload-progress.tsx';
import { useUpload } from './use-upload.ts';

/** What came of sending the form without script, when it was refused. */
export type PayOutcome = {
  readonly problem: Refusal;
  readonly answers: Readonly<Record<string, string | boolean>>;
};

type PayFormProps = {
  readonly booking: Booking;
  readonly methods: readonly PaymentMethod[];
  readonly submission: Submission;
  readonly csrfToken: string;
  readonly formKey: string;
  readonly outcome: PayOutcome | undefined;
  /** The booking as it is once a way to pay was recorded: the amount may be another. */
  readonly onChosen: (booking: Booking) => void;
};

/** Not for who pays at a provider: it asks for no proof. */
const ELSEWHERE = 'group-has-[[data-provider]:checked]/pay:hidden';
const FILE_PROBLEM = /^file-/;

export function PayForm(props: PayFormProps) {
  const { booking, methods, submission, csrfToken, formKey, outcome, onChosen } = props;
  const { t } = useTranslation();
  const { language } = useShell();
  const owner = { bookingId: booking.id, csrfToken, language };
  const form = useRef<HTMLFormElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const recorded = useRef(booking.paymentMethod?.id);
  const { state, send, cancel, reset } = useUpload(owner, booking.code, formKey);
  const [fileError, setFileError] = useState('');
  const isBusy = state.kind === 'sending' || state.kind === 'checking';

  const problem = state.kind === 'refused' ? state.problem : outcome?.problem;
  const ofFile = problem && FILE_PROBLEM.test(problem.code) ? problem.title : '';
  const errors = answerErrors(problem?.errors ?? []);
  const isNew = state.kind === 'refused';
  useEffect(() => {
    if (isNew) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [isNew]);

  function choose(methodId: string): void {
    recorded.current = methodId;
    void chooseMethod(owner, methodId).then((chosen) => {
      if (chosen && recorded.current === methodId) onChosen(chosen);
    });
  }

  // What is shown as chosen already decides the amount, so it is recorded before anybody transfers.
  const [usual] = methods;
  const isUndecided = !booking.paymentMethod && usual?.uniqueAmount === true;
  useEffect(() => {
    if (isUndecided && usual && !recorded.current) choose(usual.id);
  }, [isUndecided]);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    // A provider's button sends the browser away, which the form does best by itself.
    const { submitter } = event.nativeEvent as SubmitEvent;
    if (submitter?.hasAttribute('formaction')) return;

    event.preventDefault();
    const chosen = file.current?.files?.[0];
    const wrong = faultOf(chosen, submission.fileRequired);
    setFileError(wrong ? t(wrong) : '');
    if (wrong) return file.current?.focus();

    const typed = new FormData(event.currentTarget);
    const body = new FormData();
    if (submission.fields.length > 0) {
      body.set('fields', JSON.stringify(readAnswers(typed, submission.fields)));
    }
    if (chosen) body.set('file', chosen);
    // A form needs a part: the API cannot read one without any.
    else if (submission.fields.length === 0) body.set('fields', '{}');
    const methodId = typed.get('methodId');
    if (typeof methodId === 'string' && methodId !== recorded.current) choose(methodId);
    await send(body);
  }

  return (
    <form
      ref={form}
      method="post"
      encType="multipart/form-data"
      className="group/pay space-y-10"
      onSubmit={(event) => void submit(event)}
      onInput={reset}
    >
      {/* What Enter presses in a field: not a provider's button, which would come first. */}
      <button type="submit" hidden />
      <input type="hidden" name="csrfToken" value={csrfToken} />
      <input type="hidden" name="key" value={formKey} />
      {booking.amount > 0 && (
        <Methods methods={methods} chosenId={booking.paymentMethod?.id} onChoose={choose} />
      )}
      {submission.fields.length > 0 && (
        <div className={cn('space-y-5', ELSEWHERE)}>
          <h2 className="text-xl">{t('pay.questions')}</h2>
          <Questions
            questions={submission.fields}
            values={outcome?.answers ?? booking.answers}
            errors={errors}
          />
        </div>
      )}
      {submission.fileRequired && (
        <div className={ELSEWHERE}>
          <FilePicker
            input={file}
            label={t('pay.proof')}
            error={fileError || ofFile || undefined}
            isBusy={isBusy}
            onChange={() => {
              setFileError('');
              reset();
            }}
          />
        </div>
      )}
      <div className="space-y-4">
        {problem && !ofFile && <RefusalAlert problem={problem} text={errors['']} />}
        {state.kind === 'lost' && (
          <Alert tone="wait" isNews>
            {t('pay.lost')}
          </Alert>
        )}
        {state.kind === 'cancelled' && <Alert isNews>{t('pay.cancelled')}</Alert>}
        {isBusy ? (
          <UploadProgress state={state} onCancel={cancel} />
        ) : (
          <Button className={cn('w-full text-lg', ELSEWHERE)}>
            {t(
              state.kind === 'lost'
                ? 'pay.retry'
                : submission.fileRequired
                  ? 'pay.send'
                  : 'pay.sendForm',
            )}
          </Button>
        )}
      </div>
    </form>
  );
}

/** What can be told before anything is sent. The server judges the same, and more. */
function faultOf(file: File | undefined, isRequired: boolean) {
  if (!file) return isRequired ? ('pay.fileRequired' as const) : undefined;
  if (file.size > PROOF_BYTES_MAX) return 'pay.tooLarge' as const;
  const isKnown = PROOF_TYPES.some((type) => type === file.type);
  return file.type && !isKnown ? ('pay.wrongType' as const) : undefined;
}
