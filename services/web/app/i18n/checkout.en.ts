import type { checkout as translation } from './checkout.id.ts';

export const checkout: typeof translation = {
  pay: 'Pay with {{name}}',
  hint: 'You go to the page of {{name}} and come back here. Your place stays held meanwhile, and the payment is confirmed by itself.',
  goOn: 'Go on paying',
  waiting:
    'Paid already? This page changes by itself as soon as the provider tells us. Not yet? Finish before {{time}}.',
  paid: '{{amount}} came in by {{provider}}.',
  refundDue: 'Your money will be sent back',
  refundDueText:
    'The {{amount}} that you paid cannot be used for this booking. The organiser sends it back; there is nothing you have to do.',
  refundDueCancelled:
    'The organiser cancelled this booking and sends {{amount}} back. There is nothing you have to do.',
  refundDuePaid:
    'Your place is safe. The organiser sends back the {{amount}} that came in besides.',
  refunded: 'The money was sent back',
  refundedText: '{{amount}} was sent back.',
  manual: 'transfer',
};
