import { ensureBuild } from './ensure-build.ts';

/** `npm run build -w @karcis/web`: for images, where the launcher does not do it. */
process.stdout.write(`${await ensureBuild()}\n`);
