import { Checkbox } from '../../ui/checkbox.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, Select, Textarea } from '../../ui/input.tsx';
import { ImageField } from '../forms/image-field.tsx';
import type { FieldErrors } from '../forms/use-live-errors.ts';
import { useText } from '../i18n/use-text.ts';
import type { MethodValues } from './method-values.ts';

type MethodFieldsProps = {
  /** As the form begins. */
  readonly initial: MethodValues;
  readonly errors: FieldErrors;
  readonly onChange: () => void;
  readonly onBusy: (isBusy: boolean) => void;
};

/** Those of the other types are hidden by CSS, so without script too. */
export function MethodFields({ initial, errors, onChange, onBusy }: MethodFieldsProps) {
  const t = useText();
  // A provider's method comes with its provider and is not made by hand.
  const types = initial.type === 'gateway' ? (['gateway'] as const) : (['bank', 'qris'] as const);
  return (
    <div className="group space-y-5 rounded-card border border-line bg-surface p-5 sm:p-6">
      <Field
        name="type"
        label={t('paymentMethods.type')}
        hint={initial.type === 'gateway' ? t('paymentMethods.gatewayNote') : undefined}
        error={errors['type']}
      >
        {(field) => (
          <Select {...field} defaultValue={initial.type}>
            {types.map((type) => (
              <option key={type} value={type}>
                {t(`paymentMethods.types.${type}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        name="displayName"
        label={t('paymentMethods.displayName')}
        hint={t('paymentMethods.displayNameHint')}
        error={errors['displayName']}
      >
        {(field) => <Input {...field} required maxLength={80} defaultValue={initial.displayName} />}
      </Field>
      <div className="hidden group-has-[option[value=bank]:checked]:block">
        <Field name="accountNo" label={t('paymentMethods.accountNo')} error={errors['accountNo']}>
          {(field) => (
            <Input
              {...field}
              inputMode="numeric"
              maxLength={64}
              autoComplete="off"
              defaultValue={initial.accountNo}
            />
          )}
        </Field>
      </div>
      <div className="group-has-[option[value=gateway]:checked]:hidden">
        <Field
          name="accountName"
          label={t('paymentMethods.accountName')}
          error={errors['accountName']}
        >
          {(field) => <Input {...field} maxLength={120} defaultValue={initial.accountName} />}
        </Field>
      </div>
      <div className="hidden group-has-[option[value=qris]:checked]:block">
        <ImageField
          name="qrisUrl"
          label={t('paymentMethods.qris')}
          hint={t('paymentMethods.qrisHint')}
          value={initial.qrisUrl}
          error={errors['qrisUrl']}
          isSquare
          onChange={onChange}
          onBusy={onBusy}
        />
      </div>
      <Field
        name="instructions"
        label={t('paymentMethods.instructions')}
        optional={t('items.optional')}
        hint={t('paymentMethods.instructionsHint')}
        error={errors['instructions']}
      >
        {(field) => <Textarea {...field} rows={4} defaultValue={initial.instructions} />}
      </Field>
      <div className="group-has-[option[value=gateway]:checked]:hidden">
        <Checkbox
          name="uniqueAmount"
          label={t('paymentMethods.uniqueAmount')}
          hint={t('paymentMethods.uniqueAmountHint')}
          defaultChecked={initial.uniqueAmount}
        />
      </div>
      <Checkbox
        name="active"
        label={t('paymentMethods.activeField')}
        defaultChecked={initial.active}
      />
    </div>
  );
}
