/** Part of `make check`: renders the overlays of deploy/k8s and holds them against Kubernetes' schema and our rules. */
import path from 'node:path';
import { overlays, problemsOf } from './problems.ts';
import { render } from './render.ts';

for (const overlay of overlays) {
  const manifests = await render(overlay);
  const problems = await problemsOf(manifests);
  console.log(`${path.basename(overlay)}: ${manifests.length} manifests`);
  for (const problem of problems) console.log(`  ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
