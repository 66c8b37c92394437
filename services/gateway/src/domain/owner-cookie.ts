const NAME_START = 'karcis_owner_';
/** Long enough to come back for the ticket of an event that is months away. */
const MAX_AGE_SECONDS = 180 * 24 * 60 * 60;

export const ownerCookieName = (code: string) => NAME_START + code;

/** The Set-Cookie header that makes a browser the owner. The token is base64url: nothing to escape. */
export const ownerCookie = (code: string, token: string, secure: boolean) =>
  `${NAME_START}${code}=${token}; Path=/; Max-Age=${MAX_AGE_SECONDS}; HttpOnly; SameSite=Lax` +
  (secure ? '; Secure' : '');
