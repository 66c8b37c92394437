import { addMessagingTables } from '@karcis/messaging';

/** As much of booking's schema as it takes to say what booking says. */
export const schema = 'booking';
export const migrations = { 'messaging-tables': { up: addMessagingTables } };
