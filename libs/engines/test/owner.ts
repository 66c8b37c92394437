/** Starts the engine named in the first argument on the folder in the second, and says where it is. */
import { startNats, startPostgres } from '@karcis/engines';

const [, , engine, dataDir = ''] = process.argv;
const { port } = await (engine === 'nats' ? startNats : startPostgres)({ dataDir });
console.log(port);
