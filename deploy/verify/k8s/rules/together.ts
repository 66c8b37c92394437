import type { IDeploymentSpec, IStatefulSetSpec } from 'kubernetes-models/apps/v1';
import type { IHorizontalPodAutoscalerSpec } from 'kubernetes-models/autoscaling/v2';
import type { IIngressSpec, INetworkPolicySpec } from 'kubernetes-models/networking.k8s.io/v1';
import { environmentOf } from '../environment.ts';
import { type Manifest, type Pod, podsOf, specsOf } from '../manifest.ts';
import { isAllowed } from '../network.ts';
import { portsOf } from './references.ts';

/** What is right by itself and wrong beside something else: settings and ports, servers and copies, hosts, releases without a gap. */
export function togetherProblems(manifests: readonly Manifest[]): string[] {
  const pods = podsOf(manifests);
  return [
    ...pods.flatMap((pod) => portProblems(manifests, pod)),
    ...pods.flatMap((pod) => streamProblems(manifests, pod)),
    ...publicProblems(manifests, pods),
    ...releaseProblems(manifests),
    ...nameProblems(manifests, pods),
    ...outsideProblems(manifests),
  ];
}

/** Where a service listens is where its container says. */
function portProblems(manifests: readonly Manifest[], pod: Pod): string[] {
  const env = environmentOf(manifests, pod);
  return ['PORT', 'OPS_PORT']
    .filter((name) => env[name] !== undefined)
    .filter(
      (name) => !portsOf(pod).some(({ containerPort }) => containerPort === Number(env[name])),
    )
    .map(
      (name) => `${pod.name} listens at ${name}=${env[name]}, which is no port of its container`,
    );
}

/** JetStream keeps no more copies than there are servers. */
function streamProblems(manifests: readonly Manifest[], pod: Pod): string[] {
  const copies = Number(environmentOf(manifests, pod)['NATS_STREAM_REPLICAS'] ?? 1);
  const nats = specsOf<IStatefulSetSpec>(manifests, 'StatefulSet').find(
    ({ name }) => name === 'nats',
  );
  const servers = nats?.spec.replicas ?? 1;
  return copies <= servers ? [] : [`${pod.name} wants ${copies} copies on ${servers} servers`];
}

/** People come by the Ingress: links lead there, and the gateway believes it who they are. */
function publicProblems(manifests: readonly Manifest[], pods: readonly Pod[]): string[] {
  const hosts = specsOf<IIngressSpec>(manifests, 'Ingress').flatMap(({ spec }) =>
    (spec.rules ?? []).map(({ host }) => host),
  );
  if (hosts.length === 0) return [];
  return pods.flatMap((pod) => {
    const { PUBLIC_URL: url, TRUST_PROXY: proxies } = environmentOf(manifests, pod);
    return [
      ...(url && !hosts.includes(new URL(url).hostname)
        ? [`${pod.name} says ${url}, and the Ingress is ${hosts.join(', ')}`]
        : []),
      ...(pod.name === 'gateway' && !(Number(proxies) > 0)
        ? ['gateway takes the Ingress for everybody: TRUST_PROXY']
        : []),
    ];
  });
}

/** A release takes nobody away before another is there; where one service is scaled, each is. */
function releaseProblems(manifests: readonly Manifest[]): string[] {
  const scaled = specsOf<IHorizontalPodAutoscalerSpec>(manifests, 'HorizontalPodAutoscaler').map(
    ({ spec }) => spec.scaleTargetRef.name,
  );
  return specsOf<IDeploymentSpec>(manifests, 'Deployment').flatMap(({ name, spec }) => [
    ...(spec.strategy?.rollingUpdate?.maxUnavailable === 0
      ? []
      : [`Deployment/${name} may be away during a release`]),
    ...(scaled.length === 0 || scaled.includes(name) ? [] : [`Deployment/${name} is not scaled`]),
  ]);
}

const DNS = {
  kind: 'elsewhere',
  namespace: { 'kubernetes.io/metadata.name': 'kube-system' },
  labels: { 'k8s-app': 'kube-dns' },
} as const;

const policiesOf = (manifests: readonly Manifest[]) =>
  specsOf<INetworkPolicySpec>(manifests, 'NetworkPolicy');

/** Every pod finds the others by their names. */
function nameProblems(manifests: readonly Manifest[], pods: readonly Pod[]): string[] {
  const policies = policiesOf(manifests).map(({ spec }) => spec);
  return pods
    .filter(({ labels }) => !isAllowed(policies, { kind: 'pod', labels }, DNS, 53))
    .map(({ name }) => `${name} cannot ask for names`);
}

/** Ports outside the cluster that anything here has business with. */
const OUTSIDE: readonly unknown[] = [443, 465, 587, 5432];

function outsideProblems(manifests: readonly Manifest[]): string[] {
  return policiesOf(manifests).flatMap(({ name, spec }) =>
    (spec.egress ?? [])
      .filter(({ to }) => !to || to.some(({ ipBlock }) => ipBlock))
      .filter(
        ({ ports }) =>
          !ports?.every(
            ({ protocol = 'TCP', port, endPort }) =>
              protocol === 'TCP' && endPort === undefined && OUTSIDE.includes(port),
          ),
      )
      .map(() => `NetworkPolicy/${name} opens more of the world than ${OUTSIDE.join(', ')} on TCP`),
  );
}
