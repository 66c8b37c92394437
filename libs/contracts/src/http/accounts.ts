import { z } from 'zod';
import { instant, uuid } from '../fields/ids.ts';
import { email } from '../fields/person.ts';
import { requiredText } from '../fields/text.ts';
import { BookingState } from './booking.ts';

/** What an organiser may do: `owner` everything, `reviewer` bookings and their proofs, `door` check-in. */
export const OrganiserRole = z.enum(['owner', 'reviewer', 'door']);
export type OrganiserRole = z.infer<typeof OrganiserRole>;

/** A path of this site: never another host, never a scheme. */
export const localPath = z
  .string()
  .max(300)
  .regex(/^\/(?![/\\])[!-[\]-~]*$/);

/** A person's address as accounts know it: one spelling each. */
const accountEmail = email.transform((address) => address.toLowerCase());
const digits = z.string().regex(/^\d{6}$/);
const linkToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
/** At least 10 characters: length is what makes guessing hard (NIST SP 800-63B, 3.1.1). */
const newPassword = z.string().min(10).max(256);
const givenPassword = z.string().min(1).max(256);

/** `POST /api/account/login-code`. `next` is where the link in the message leads after signing in. */
export const LoginCodeRequest = z.strictObject({
  email: accountEmail,
  next: localPath.optional(),
});

/** The answer is the same whoever the address belongs to. */
export const LoginCodeSent = z.strictObject({ expiresAt: instant });

/** `POST /api/account/login`: with the code of the message, or with the token of its link. */
export const AccountLoginRequest = z.union([
  z.strictObject({ email: accountEmail, code: digits }),
  z.strictObject({ token: linkToken }),
]);

/** `GET /api/account/me`. */
export const AccountMe = z.strictObject({ id: uuid, email: z.string() });
export type AccountMe = z.infer<typeof AccountMe>;

/** A booking in the list of its person. */
export const AccountBooking = z.strictObject({
  id: uuid,
  code: z.string(),
  url: z.string(),
  state: BookingState,
  item: z.strictObject({
    id: uuid,
    title: z.string(),
    url: z.string(),
    startsAt: instant,
    location: z.string(),
  }),
  quantity: z.int(),
  amount: z.int(),
  currency: z.string(),
  holdExpiresAt: instant.nullable(),
  createdAt: instant,
});
export type AccountBooking = z.infer<typeof AccountBooking>;

/** An organiser, as owners see them. `invited`: no password yet. */
export const OrganiserAccount = z.strictObject({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: OrganiserRole,
  status: z.enum(['invited', 'active', 'disabled']),
  secondFactor: z.boolean(),
  notifyNewProof: z.boolean(),
  createdAt: instant,
});
export type OrganiserAccount = z.infer<typeof OrganiserAccount>;

export const CreateOrganiser = z.strictObject({
  email: accountEmail,
  name: requiredText(80),
  role: OrganiserRole,
});
export type CreateOrganiser = z.infer<typeof CreateOrganiser>;

export const UpdateOrganiser = z.strictObject({
  name: requiredText(80).optional(),
  role: OrganiserRole.optional(),
  disabled: z.boolean().optional(),
});
export type UpdateOrganiser = z.infer<typeof UpdateOrganiser>;

/** `POST /api/admin/set-password`: the token of an invitation's link. */
export const SetPasswordRequest = z.strictObject({ token: linkToken, password: newPassword });

/** `POST /api/admin/login/second-factor`: the app's six digits, or a recovery code. */
export const SecondFactorRequest = z.strictObject({
  code: z
    .string()
    .max(20)
    .transform((code) => code.replace(/[\s-]/g, '').toUpperCase())
    .pipe(z.string().regex(/^(\d{6}|[0-9A-HJKMNP-TV-Z]{10})$/)),
});

/** `PATCH /api/admin/me`. */
export const UpdateMe = z.strictObject({ notifyNewProof: z.boolean() });

/** `POST /api/admin/password`. Ends every other session. */
export const ChangePasswordRequest = z.strictObject({
  password: givenPassword,
  newPassword,
});

/** What changes who may enter asks for the password again. */
export const PasswordRequest = z.strictObject({ password: givenPassword });

/** What an authenticator app reads; `url` goes into a QR code. Nothing is on until a code of it came back. */
export const SecondFactorOffer = z.strictObject({ secret: z.string(), url: z.string() });

/** Each opens the account once in place of the app. Shown once. */
export const RecoveryCodes = z.strictObject({ recoveryCodes: z.array(z.string()) });

/** Where an organiser is signed in. */
export const OrganiserSession = z.strictObject({
  id: z.string(),
  userAgent: z.string().nullable(),
  createdAt: instant,
  expiresAt: instant,
  current: z.boolean(),
});
export type OrganiserSession = z.infer<typeof OrganiserSession>;

export const SessionsEnded = z.strictObject({ ended: z.int() });
