import { z } from 'zod';
import { uuid } from '../fields/ids.ts';
import { requiredText, text } from '../fields/text.ts';

const methodFields = {
  type: z.enum(['bank', 'qris', 'gateway']),
  displayName: requiredText(80),
  accountNo: text(64).nullable(),
  accountName: text(120).nullable(),
  qrisUrl: z.string().max(2000).nullable(),
  instructions: text(2000).nullable(),
};

/** How to pay, as a customer sees it. */
export const PaymentMethod = z.strictObject({ id: uuid, ...methodFields });
export type PaymentMethod = z.infer<typeof PaymentMethod>;

/** How to pay, as the organiser sees it. */
export const AdminPaymentMethod = z.strictObject({
  id: uuid,
  ...methodFields,
  active: z.boolean(),
});
export type AdminPaymentMethod = z.infer<typeof AdminPaymentMethod>;

export const CreatePaymentMethod = z.strictObject({
  type: methodFields.type,
  displayName: methodFields.displayName,
  accountNo: methodFields.accountNo.default(null),
  accountName: methodFields.accountName.default(null),
  qrisUrl: methodFields.qrisUrl.default(null),
  instructions: methodFields.instructions.default(null),
  active: z.boolean().default(true),
});
export type CreatePaymentMethod = z.infer<typeof CreatePaymentMethod>;

export const UpdatePaymentMethod = z
  .strictObject({ ...methodFields, active: z.boolean() })
  .partial();
export type UpdatePaymentMethod = z.infer<typeof UpdatePaymentMethod>;
