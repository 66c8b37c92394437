import * as createBooking from './20261123T0200-create-booking.ts';

export const schema = 'booking';

/** Every migration in order; a new one goes last. */
export const migrations = {
  '20261123T0200-create-booking': createBooking,
};

/** Tables that the service's role may only read and add to. */
export const appendOnly = ['audit'];
