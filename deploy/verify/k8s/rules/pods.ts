import type { IContainer } from 'kubernetes-models/v1';
import { type Manifest, type Pod, podsOf } from '../manifest.ts';
import { environmentOf } from '../environment.ts';
import { hasPort } from './references.ts';

/** What stopping takes at most after draining (libs/http/src/run-service.ts), with two seconds over. */
const STOP_SECONDS = 12;

/** What every pod keeps: no rights that it does not need, probes at ports that are there, limits, time to stop. */
export const podProblems = (manifests: readonly Manifest[]): string[] =>
  podsOf(manifests).flatMap((pod) =>
    [
      ...rightsOf(pod),
      ...[...(pod.spec.initContainers ?? []), ...pod.spec.containers].flatMap((container) =>
        containerProblems(pod, container),
      ),
      ...graceProblems(manifests, pod),
    ].map((problem) => `${pod.kind}/${pod.name}: ${problem}`),
  );

const unless = (isGood: boolean | undefined, problem: string) => (isGood ? [] : [problem]);

function rightsOf({ spec }: Pod): string[] {
  const { securityContext: context } = spec;
  return [
    ...unless(context?.runAsNonRoot && (context.runAsUser ?? 0) > 0, 'may run as root'),
    ...unless(context?.seccompProfile?.type === 'RuntimeDefault', 'has no seccomp profile'),
    ...unless(spec.automountServiceAccountToken === false, 'gets a token of its account'),
    ...unless(!spec.hostNetwork && !spec.hostPID && !spec.hostIPC, 'shares its host'),
    ...unless(!spec.volumes?.some(({ hostPath }) => hostPath), 'mounts its host'),
  ];
}

function containerProblems(pod: Pod, container: IContainer): string[] {
  const { securityContext: context, resources, image = '', volumeMounts = [] } = container;
  const sizes = [resources?.requests, resources?.limits].flatMap((each) => [
    each?.['cpu'],
    each?.['memory'],
  ]);
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  return [
    ...unless(context?.allowPrivilegeEscalation === false, 'may gain rights'),
    ...unless(context?.readOnlyRootFilesystem, 'may write into its image'),
    ...unless(context?.capabilities?.drop?.includes('ALL'), 'keeps capabilities'),
    ...unless(!context?.privileged && !context?.capabilities?.add, 'has capabilities added'),
    ...unless(
      sizes.every((size) => size !== undefined),
      'lacks requests or limits',
    ),
    ...unless(
      image.includes('@sha256:') || (tag !== undefined && tag !== 'latest'),
      `image ${image} has no tag that stays`,
    ),
    ...unless(isEmptyDir(pod, volumeMounts), 'has no /tmp to write into'),
    ...(pod.kind === 'Job' || !pod.spec.containers.includes(container)
      ? []
      : probeProblems(pod, container)),
  ];
}

const isEmptyDir = ({ spec }: Pod, mounts: NonNullable<IContainer['volumeMounts']>) =>
  mounts.some(
    ({ mountPath, name }) =>
      mountPath === '/tmp' &&
      spec.volumes?.some((volume) => volume.name === name && volume.emptyDir),
  );

function probeProblems(pod: Pod, container: IContainer): string[] {
  return (['startupProbe', 'readinessProbe', 'livenessProbe'] as const).flatMap((name) => {
    const { port, path = '' } = container[name]?.httpGet ?? {};
    if (port === undefined) return [`has no ${name}`];
    const answers = name === 'readinessProbe' ? '/readyz' : '/healthz';
    return [
      ...unless(hasPort(pod, port), `its ${name} asks at port ${port}, which is no container's`),
      ...unless(
        pod.kind !== 'Deployment' || path === answers,
        `its ${name} asks for ${path}, not for ${answers}`,
      ),
    ];
  });
}

function graceProblems(manifests: readonly Manifest[], pod: Pod): string[] {
  if (pod.kind !== 'Deployment') return [];
  const drain = Number(environmentOf(manifests, pod)['DRAIN_SECONDS'] ?? 0);
  const grace = pod.spec.terminationGracePeriodSeconds ?? 30;
  return unless(
    grace >= drain + STOP_SECONDS,
    `is killed after ${grace} s, and drains for ${drain}`,
  );
}
