/** Where a form asks for a checkout: in its address, so that a file which was chosen beside it need not be sent. */
export const CHECKOUT_PARAM = 'checkout';
