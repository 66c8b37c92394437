/** `make up` and `make down`: the composed system with Docker. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { keepSecrets } from './secrets.ts';

const root = path.join(import.meta.dirname, '../..');
const {
  KARCIS_SECRETS = path.join(root, '.karcis-compose'),
  NATS,
  COMPOSE_FILES = '',
} = process.env;
const CLUSTER = 'deploy/docker/nats-cluster.yml';

/** The exit code of `docker compose` with these words. */
function compose(files: readonly string[], ...words: string[]): Promise<number> {
  const all = ['docker-compose.yml', ...files, ...COMPOSE_FILES.split(path.delimiter)];
  const named = all.filter(Boolean).flatMap((file) => ['--file', file]);
  const child = spawn('docker', ['compose', ...named, ...words], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, KARCIS_SECRETS },
  });
  return new Promise((resolve) => {
    child.once('close', (code) => resolve(code ?? 1));
    child.once('error', () => {
      console.error('Docker is missing: install Docker Engine with its compose plugin.');
      resolve(1);
    });
  });
}

async function up(words: readonly string[]): Promise<number> {
  const files = NATS === 'cluster' ? [CLUSTER] : [];
  const started = ['up', '--build', '--detach', '--wait', '--remove-orphans', ...words];
  const code = await compose(files, ...started);
  if (code === 0) console.log(whereItIs(process.env));
  return code;
}

/** Whatever was up, one server or a cluster: each of the two knows volumes that the other does not. */
async function down(words: readonly string[]): Promise<number> {
  const one = await compose([], 'down', '--remove-orphans', ...words);
  return one || (await compose([CLUSTER], 'down', ...words));
}

function whereItIs(env: NodeJS.ProcessEnv): string {
  const at = (port: string | undefined, usual: number) => `http://localhost:${port ?? usual}`;
  return `Karcis is ready at ${at(env['GATEWAY_PORT'], 8080)}
  organiser   ${env['ADMIN_EMAIL'] ?? 'panitia@karcis.example'}, password in ${KARCIS_SECRETS}/admin_password
  Grafana     ${at(env['GRAFANA_PORT'], 3000)} (admin, ${KARCIS_SECRETS}/grafana_password)
  Prometheus  ${at(env['PROMETHEUS_PORT'], 9090)}
  mail        ${at(env['MAILPIT_PORT'], 8025)}`;
}

const [what = 'up', ...words] = process.argv.slice(2);
await keepSecrets(KARCIS_SECRETS);
process.exitCode = await (what === 'down' ? down(words) : up(words));
