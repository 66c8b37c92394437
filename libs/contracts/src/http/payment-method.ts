import { z } from 'zod';
import { uuid } from '../fields/ids.ts';
import { requiredText, text } from '../fields/text.ts';
import { PaymentProviderName } from './payment.ts';

const methodFields = {
  type: z.enum(['bank', 'qris', 'gateway']),
  /** Which provider takes the money, where the type is `gateway`. */
  provider: PaymentProviderName.nullable(),
  displayName: requiredText(80),
  accountNo: text(64).nullable(),
  accountName: text(120).nullable(),
  qrisUrl: z.string().max(2000).nullable(),
  instructions: text(2000).nullable(),
};

/** Adds a few rupiah to what a booking costs, so that a transfer to this account says which booking it is for. */
const uniqueAmount = z.boolean();

/** How to pay, as a customer sees it. */
export const PaymentMethod = z.strictObject({
  id: uuid,
  ...methodFields,
  /** Set where choosing it makes `amountDue` differ from `amount`. */
  uniqueAmount: z.literal(true).optional(),
});
export type PaymentMethod = z.infer<typeof PaymentMethod>;

/** How to pay, as the organiser sees it. */
export const AdminPaymentMethod = z.strictObject({
  id: uuid,
  ...methodFields,
  active: z.boolean(),
  uniqueAmount,
});
export type AdminPaymentMethod = z.infer<typeof AdminPaymentMethod>;

export const CreatePaymentMethod = z
  .strictObject({
    type: methodFields.type,
    provider: methodFields.provider.default(null),
    displayName: methodFields.displayName,
    accountNo: methodFields.accountNo.default(null),
    accountName: methodFields.accountName.default(null),
    qrisUrl: methodFields.qrisUrl.default(null),
    instructions: methodFields.instructions.default(null),
    active: z.boolean().default(true),
    uniqueAmount: uniqueAmount.default(false),
  })
  .refine(({ type, provider }) => (type === 'gateway') === (provider !== null), {
    error: 'Penyedia diisi untuk jenis gateway saja | A provider belongs to the type gateway alone',
    path: ['provider'],
  });
export type CreatePaymentMethod = z.infer<typeof CreatePaymentMethod>;

export const UpdatePaymentMethod = z
  .strictObject({ ...methodFields, active: z.boolean(), uniqueAmount })
  .partial();
export type UpdatePaymentMethod = z.infer<typeof UpdatePaymentMethod>;
