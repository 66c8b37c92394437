import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort } from '@karcis/engines';
import { LaunchError } from './launch-error.ts';

/**
 * The port for the public, looked at before anything slow starts. 0 takes a free one.
 * @throws LaunchError when somebody listens there already, or we may not.
 */
export async function gatewayPort(wanted: number): Promise<number> {
  if (wanted === 0) return freePort();

  const probe = createServer();
  try {
    probe.listen({ port: wanted, exclusive: true });
    await once(probe, 'listening');
    return wanted;
  } catch (error) {
    const isForbidden = (error as NodeJS.ErrnoException).code === 'EACCES';
    throw new LaunchError(
      `Port ${wanted} ${isForbidden ? 'needs more rights' : 'is taken'}: choose another, as in "GATEWAY_PORT=8081 make run".`,
    );
  } finally {
    probe.close();
  }
}
