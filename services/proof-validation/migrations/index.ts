import * as createProofValidation from './20261123T0200-create-proof-validation.ts';
import * as keepImagesAsAvif from './20261125T1230-keep-images-as-avif.ts';
import * as erasedBookings from './20261129T1431-erased-bookings.ts';

export const schema = 'proof_validation';

/** Every migration in order; a new one goes last. */
export const migrations = {
  '20261123T0200-create-proof-validation': createProofValidation,
  '20261125T1230-keep-images-as-avif': keepImagesAsAvif,
  '20261129T1431-erased-bookings': erasedBookings,
};
