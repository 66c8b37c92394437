import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atEndOfFile } from '@karcis/testing';
import { beforeAll } from '@jest/globals';
import { atTheDoor } from './parts/at-the-door.ts';
import { severalPlaces } from './parts/several-places.ts';
import { showToCamera } from './show-to-camera.ts';
import { useWorld } from './world.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'karcis-camera-'));
const film = path.join(folder, 'film.mjpeg');

// The camera is a film; permission is given without being asked for.
const world = useWorld({}, [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-video-capture=${film}`,
]);
beforeAll(async () => {
  await writeFile(film, await showToCamera('nothing yet'));
  atEndOfFile(() => rm(folder, { recursive: true, force: true }));
});

severalPlaces(world);
atTheDoor(world, film);
