import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { render } from './render.ts';

const HEAD = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';
const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { x: "1", z: "2" }\n';

describe('the renderer', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'karcis-k8s-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function renderThese(kustomization: string, files: Readonly<Record<string, string>> = {}) {
    const all = { 'kustomization.yaml': HEAD + kustomization, 'map.yaml': MAP, ...files };
    for (const [name, text] of Object.entries(all)) await writeFile(path.join(folder, name), text);
    return await render(folder);
  }

  it('merges a patch, takes away what is null, and adds labels and a namespace', async () => {
    const patch = MAP.replace('{ x: "1", z: "2" }', '{ x: "3", z: null }');
    const rendered = await renderThese(
      'namespace: n\nlabels: [{ pairs: { l: m } }]\nresources: [map.yaml]\npatches: [{ path: p.yaml }]\n',
      { 'p.yaml': patch },
    );
    expect(rendered).toEqual([
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a', namespace: 'n', labels: { l: 'm' } },
        data: { x: '3' },
      },
    ]);
  });

  it('deletes what a patch says', async () => {
    const rendered = await renderThese('resources: [map.yaml]\npatches: [{ path: p.yaml }]\n', {
      'p.yaml': `${MAP}$patch: delete\n`,
    });
    expect(rendered).toEqual([]);
  });

  it.each([
    ['a field of kustomize that is not used here', 'namePrefix: x\n', {}, /namePrefix/],
    ['a patch that fits nothing', 'patches: [{ path: map.yaml }]\n', {}, /fits nothing/],
    ['two of one name', 'resources: [map.yaml, map.yaml]\n', {}, /ConfigMap\/a is there twice/],
    ['a file outside', 'resources: [../../etc/passwd]\n', {}, /is outside/],
    [
      'a merge with nothing',
      'configMapGenerator: [{ name: a, behavior: merge }]\n',
      {},
      /to merge/,
    ],
    [
      'an off that tools read differently',
      'resources: [a.yaml]\n',
      { 'a.yaml': `${MAP}x: off\n` },
      /YAML 1.1/,
    ],
    [
      'a key that is there twice',
      'resources: [a.yaml]\n',
      { 'a.yaml': `${MAP}kind: A\n` },
      /unique/,
    ],
    [
      'a list that it cannot merge',
      'resources: [map.yaml]\npatches: [{ path: p.yaml }]\n',
      { 'p.yaml': `${MAP}rules: [{ a: 1 }]\n` },
      /no known merge key/,
    ],
  ])('refuses %s', async (_what, kustomization, files: Record<string, string>, message) => {
    await expect(renderThese(kustomization, files)).rejects.toThrow(message);
  });
});
