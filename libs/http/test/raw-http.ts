import { once } from 'node:events';
import { type Socket, connect } from 'node:net';

/** A client that sends just the bytes it is told, since `fetch` is too polite to misbehave. */
export async function openRaw(port: number) {
  const socket: Socket = connect(port, '127.0.0.1');
  let received = '';
  socket.on('data', (bytes) => (received += bytes.toString()));
  socket.on('error', () => undefined);
  await once(socket, 'connect');

  return {
    send: (bytes: string) => void socket.write(bytes),
    received: () => received,
    ended: () => socket.readableEnded || socket.destroyed,
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end: () => socket.destroy(),
  };
}
