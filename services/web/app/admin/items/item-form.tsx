import type { Item } from '@karcis/contracts';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { Form, useNavigation } from 'react-router';
import { useShell } from '../../shell/site.ts';
import { Button } from '../../ui/button.tsx';
import { FormAlert } from '../forms/form-alert.tsx';
import { LeaveGuard } from '../forms/leave-guard.tsx';
import { Seal } from '../forms/seal.tsx';
import { type Check, useLiveErrors } from '../forms/use-live-errors.ts';
import { useText } from '../i18n/use-text.ts';
import { ItemFields } from './item-fields.tsx';
import { type ItemOutcome, itemErrors } from './item-outcome.ts';
import { ItemPreview } from './item-preview.tsx';
import { type ItemValues, readItemForm } from './item-values.ts';
import { placesInUse } from './places-in-use.ts';

type ItemFormProps = {
  readonly initial: ItemValues;
  /** The item that is changed; none when one is made. */
  readonly item?: Item;
  readonly serverTime: string;
  readonly formKey: string;
  readonly outcome: ItemOutcome | undefined;
  /** Before the form, or above the preview where there is room for that. */
  readonly aside?: ReactNode;
};

/** Makes or changes an item, with what visitors will see beside it. */
export function ItemForm({ initial, item, serverTime, formKey, outcome, aside }: ItemFormProps) {
  const t = useText();
  const { site, language } = useShell();
  const form = useRef<HTMLFormElement>(null);
  const isSending = useNavigation().formMethod === 'POST';
  const [begun] = useState(outcome?.values ?? initial);
  const [values, setValues] = useState(begun);
  const [isUploading, setUploading] = useState(false);
  const inUse = item ? placesInUse(item) : 0;

  const ofCapacity = (count: number) => t('items.capacityInUse', { count });
  const fromServer = useMemo(() => itemErrors(outcome ?? {}, ofCapacity), [outcome]);
  const before = item && initial;
  const load = async (): Promise<Check> => {
    const { checkItem } = await import('./check-item.ts');
    const check = checkItem(before, site.timeZone, language);
    return (data) => {
      const capacity = data.get('capacity');
      const isTooSmall = capacity !== '' && Number(capacity) >= 0 && Number(capacity) < inUse;
      return { ...check(data), ...(isTooSmall && { capacity: ofCapacity(inUse) }) };
    };
  };
  const { errors, review, onFocus, onInput, onBlur, accept } = useLiveErrors(
    form,
    load,
    fromServer,
  );

  function changed(): void {
    if (form.current) setValues(readItemForm(new FormData(form.current)));
    review();
  }

  return (
    <div className="grid gap-x-8 gap-y-8 xl:grid-cols-[minmax(0,1fr)_24rem] xl:grid-rows-[auto_1fr]">
      <LeaveGuard isDirty={JSON.stringify(values) !== JSON.stringify(initial)} />
      {aside && <div className="min-w-0 xl:col-start-2">{aside}</div>}
      <Form
        ref={form}
        method="post"
        encType="multipart/form-data"
        noValidate
        replace
        preventScrollReset={item !== undefined}
        className="min-w-0 space-y-6 xl:col-start-1 xl:row-span-2 xl:row-start-1"
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
        {before && <input type="hidden" name="before" value={JSON.stringify(before)} />}
        {outcome?.problem && (
          <FormAlert
            problem={outcome.problem}
            wrong={Object.keys(fromServer).length}
            reused={t('items.reused')}
          />
        )}
        <ItemFields
          initial={begun}
          errors={errors}
          inUse={inUse}
          currency={values.currency}
          onChange={changed}
          onBusy={setUploading}
        />
        <div className="sticky bottom-0 z-10 -mx-4 flex flex-wrap gap-3 border-t border-line bg-paper px-4 py-3 lg:mx-0 lg:px-0">
          {item ? (
            <Button name="do" value="save" aria-disabled={isSending || isUploading || undefined}>
              {t(isSending ? 'items.saving' : 'items.save')}
            </Button>
          ) : (
            <>
              <Button
                name="do"
                value="save-open"
                aria-disabled={isSending || isUploading || undefined}
              >
                {t(isSending ? 'items.saving' : 'items.saveOpen')}
              </Button>
              <Button
                name="do"
                value="save"
                variant="outline"
                aria-disabled={isSending || isUploading || undefined}
              >
                {t('items.saveDraft')}
              </Button>
            </>
          )}
        </div>
      </Form>
      <div className="min-w-0 xl:col-start-2">
        <div className="xl:sticky xl:top-6">
          <ItemPreview values={values} item={item} serverTime={serverTime} />
        </div>
      </div>
    </div>
  );
}
