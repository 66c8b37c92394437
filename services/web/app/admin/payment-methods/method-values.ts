import type { AdminPaymentMethod, PaymentMethod } from '@karcis/contracts';

/** A way to pay as it stands in the form. */
export type MethodValues = Readonly<Record<TextField, string>> & {
  readonly type: PaymentMethod['type'];
  readonly active: boolean;
  readonly uniqueAmount: boolean;
};

const textFields = ['displayName', 'accountNo', 'accountName', 'qrisUrl', 'instructions'] as const;
type TextField = (typeof textFields)[number];

const types = ['bank', 'qris', 'gateway'] as const;

export const newMethodValues: MethodValues = {
  type: 'bank',
  displayName: '',
  accountNo: '',
  accountName: '',
  qrisUrl: '',
  instructions: '',
  active: true,
  uniqueAmount: false,
};

export function readMethodForm(form: FormData): MethodValues {
  const texts = textFields.map((name) => {
    const value = form.get(name);
    return [name, typeof value === 'string' ? value.trim().replaceAll('\r\n', '\n') : ''] as const;
  });
  return {
    ...(Object.fromEntries(texts) as Record<TextField, string>),
    type: types.find((type) => type === form.get('type')) ?? 'bank',
    active: form.has('active'),
    uniqueAmount: form.has('uniqueAmount'),
  };
}

export const toMethodValues = (method: AdminPaymentMethod): MethodValues => ({
  type: method.type,
  displayName: method.displayName,
  accountNo: method.accountNo ?? '',
  accountName: method.accountName ?? '',
  qrisUrl: method.qrisUrl ?? '',
  instructions: method.instructions ?? '',
  active: method.active,
  uniqueAmount: method.uniqueAmount,
});

/** What the API takes, not checked. What the type has no use for is left behind, whatever was typed into it before. */
export function toMethodRequest({ type, displayName, active, ...others }: MethodValues) {
  const { accountNo, accountName, qrisUrl, instructions, uniqueAmount } = others;
  return {
    type,
    displayName,
    accountNo: type === 'bank' ? accountNo || null : null,
    accountName: type === 'gateway' ? null : accountName || null,
    qrisUrl: type === 'qris' ? qrisUrl || null : null,
    instructions: instructions || null,
    active,
    uniqueAmount: type !== 'gateway' && uniqueAmount,
  };
}
