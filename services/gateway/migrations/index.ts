import * as createGateway from './20261123T0210-create-gateway.ts';

export const schema = 'gateway';

/** Every migration in order; a new one goes last. */
export const migrations = {
  '20261123T0210-create-gateway': createGateway,
};

/** Tables that the service's role may only read and add to. */
export const appendOnly: string[] = [];
