import { useMemo, useRef, useState } from 'react';
import { Form, useNavigation } from 'react-router';
import { Methods } from '../../bookings/methods.tsx';
import { useShell } from '../../shell/site.ts';
import { Button } from '../../ui/button.tsx';
import { FormAlert } from '../forms/form-alert.tsx';
import { LeaveGuard } from '../forms/leave-guard.tsx';
import { Seal } from '../forms/seal.tsx';
import { useLiveErrors } from '../forms/use-live-errors.ts';
import { useText } from '../i18n/use-text.ts';
import { MethodFields } from './method-fields.tsx';
import { type MethodOutcome, methodErrors } from './method-outcome.ts';
import { type MethodValues, readMethodForm, toMethodRequest } from './method-values.ts';

type MethodFormProps = {
  readonly initial: MethodValues;
  readonly formKey: string;
  readonly outcome: MethodOutcome | undefined;
};

/** Adds or changes a way to pay, with what customers will see beside it. */
export function MethodForm({ initial, formKey, outcome }: MethodFormProps) {
  const t = useText();
  const { language } = useShell();
  const form = useRef<HTMLFormElement>(null);
  const isSending = useNavigation().formMethod === 'POST';
  const [begun] = useState(outcome?.values ?? initial);
  const [values, setValues] = useState(begun);
  const [isUploading, setUploading] = useState(false);
  const fromServer = useMemo(() => methodErrors(outcome ?? {}), [outcome]);
  const load = async () => (await import('./check-method.ts')).checkMethod(language);
  const { errors, review, onFocus, onInput, onBlur, accept } = useLiveErrors(
    form,
    load,
    fromServer,
  );

  function changed(): void {
    if (form.current) setValues(readMethodForm(new FormData(form.current)));
    review();
  }

  const { active: _active, uniqueAmount: _unique, ...shown } = toMethodRequest(values);
  const preview = {
    ...shown,
    id: 'preview',
    provider: null,
    displayName: values.displayName || t('paymentMethods.previewName'),
  };
  return (
    <div className="grid gap-x-8 gap-y-10 xl:grid-cols-[minmax(0,1fr)_24rem]">
      <LeaveGuard isDirty={JSON.stringify(values) !== JSON.stringify(initial)} />
      <Form
        ref={form}
        method="post"
        encType="multipart/form-data"
        noValidate
        replace
        preventScrollReset
        className="min-w-0 space-y-6"
        onFocus={onFocus}
        onInput={(event) => {
          onInput(event);
          changed();
        }}
        onBlur={onBlur}
        onSubmit={(event) => {
          if (isSending || isUploading || !accept()) event.preventDefault();
        }}
      >
        <Seal formKey={formKey} />
        {/* What Enter presses: a form's first button. */}
        <button name="do" value="save" tabIndex={-1} aria-hidden="true" className="sr-only" />
        {outcome?.problem && (
          <FormAlert
            problem={outcome.problem}
            wrong={Object.keys(fromServer).length}
            reused={t('paymentMethods.reused')}
          />
        )}
        <MethodFields initial={begun} errors={errors} onChange={changed} onBusy={setUploading} />
        <Button name="do" value="save" aria-disabled={isSending || isUploading || undefined}>
          {t(isSending ? 'paymentMethods.saving' : 'paymentMethods.save')}
        </Button>
      </Form>
      <section aria-labelledby="preview-title" className="min-w-0">
        <div className="space-y-4 xl:sticky xl:top-6">
          <h2 id="preview-title" className="text-xl">
            {t('paymentMethods.preview')}
          </h2>
          <div inert className="rounded-card border border-line bg-paper p-4">
            <Methods methods={[preview]} chosenId={preview.id} onChoose={() => undefined} />
          </div>
        </div>
      </section>
    </div>
  );
}
