import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findNatsServer, freePort, startNats } from '@karcis/engines';
import { temporaryFolder, until } from '@karcis/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { answers, started, startOwner } from './processes.ts';

const bin = process.env['KARCIS_TEST_NATS_BIN'];

async function streams(url: string, add?: string): Promise<string[]> {
  const nc = await connect({ servers: url });
  try {
    const jsm = await jetstreamManager(nc);
    if (add) await jsm.streams.add({ name: add, subjects: [`${add}.>`] });
    return await jsm.streams.names().next();
  } finally {
    await nc.close();
  }
}

describe('startNats', () => {
  it('keeps streams from one start to the next', async () => {
    const dataDir = await temporaryFolder();
    const first = await started(startNats({ dataDir, bin }));
    await streams(first.url, 'KEPT');
    await first.stop();
    const second = await started(startNats({ dataDir, bin }));

    expect(await streams(second.url)).toEqual(['KEPT']);
  });

  it('reads a configuration file and the variables it names; port and folder stay ours', async () => {
    const dataDir = await temporaryFolder();
    const config = path.join(await temporaryFolder(), 'given.conf');
    await writeFile(
      config,
      `listen: 0.0.0.0:1\njetstream { max_file: 1G }
       authorization { users = [ { user: ana, password: $ANA_PASSWORD } ] }`,
    );
    const nats = await started(
      startNats({ dataDir, bin, config, env: { ANA_PASSWORD: 'secret' } }),
    );

    await expect(connect({ servers: nats.url })).rejects.toThrow('Authorization Violation');
    const nc = await connect({ servers: nats.url, user: 'ana', pass: 'secret' });
    expect(nc.info?.jetstream).toBe(true);
    expect(nc.info?.host).toBe('127.0.0.1');
    await nc.close();
  });

  it('stops with its owner, however that ends', async () => {
    const { owner, port } = await startOwner('nats', await temporaryFolder(), {
      NATS_SERVER_BIN: bin,
    });
    owner.kill('SIGKILL');

    await until(async () => !(await answers(port)), { what: 'the end of nats-server' });
  });

  it('stops a left-over server of the same folder first', async () => {
    const dataDir = await temporaryFolder();
    const left = await started(startNats({ dataDir, bin }));
    await streams(left.url, 'KEPT');
    const next = await started(startNats({ dataDir, bin }));

    expect(await answers(left.port)).toBe(false);
    expect(await streams(next.url)).toEqual(['KEPT']);
  });
});

describe('startNats that cannot', () => {
  it('names the port that is taken', async () => {
    const port = await freePort();
    const stranger = createServer((socket) => socket.end('INFO {}\r\n')).listen(port, '127.0.0.1');
    const start = startNats({ dataDir: await temporaryFolder(), bin, port });

    await expect(start).rejects.toThrow(`Port ${port} is taken`);
    stranger.close();
  });

  it('says why nats-server gave up', async () => {
    const config = path.join(await temporaryFolder(), 'bad.conf');
    await writeFile(config, 'authorization { users = [ { user: $NOBODY_SET_THIS } ] }');
    const start = startNats({ dataDir: await temporaryFolder(), bin, config });

    await expect(start).rejects.toThrow("variable reference for 'NOBODY_SET_THIS'");
  });
});

describe('findNatsServer', () => {
  const found = async (env: Record<string, string | undefined>, config = process.env) => {
    const before = { ...config };
    Object.assign(config, env);
    try {
      return await findNatsServer({ say: () => undefined });
    } finally {
      Object.assign(config, before);
      if (!before['NATS_SERVER_BIN']) delete config['NATS_SERVER_BIN'];
    }
  };
  const fake = async (version: string) => {
    const folder = await temporaryFolder();
    const script = `#!/bin/sh\necho "nats-server: v${version}"\n`;
    await writeFile(path.join(folder, 'nats-server'), script, { mode: 0o755 });
    return folder;
  };

  it('takes the one it is pointed to, and nothing older than 2.10', async () => {
    const [old, recent] = [await fake('2.9.25'), await fake('2.10.0')];

    expect(await found({ NATS_SERVER_BIN: `${recent}/nats-server` })).toBe(`${recent}/nats-server`);
    await expect(found({ NATS_SERVER_BIN: `${old}/nats-server` })).rejects.toThrow('2.10 or later');
    await expect(found({ NATS_SERVER_BIN: '/missing' })).rejects.toThrow(
      'NATS_SERVER_BIN is /missing',
    );
  });

  it('passes over an old one on PATH', async () => {
    const [old, recent] = [await fake('2.9.25'), await fake('3.0.1')];

    expect(await found({ PATH: `${old}:${recent}` })).toBe(`${recent}/nats-server`);
  });

  it('says what to do where there is none and none can be fetched', async () => {
    const nowhere = await temporaryFolder();
    const search = found({ PATH: nowhere, XDG_CACHE_HOME: nowhere });

    await expect(search).rejects.toThrow(
      /install nats-server 2\.10 or later, or set NATS_SERVER_BIN/,
    );
  });
});
