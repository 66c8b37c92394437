/** The file field beside a picture's address, for browsers without script. */
export const imageFile = (name: string) => `${name}File`;

/** What the button that takes a picture away says it does. */
export const REMOVE_IMAGE = 'remove-image';
