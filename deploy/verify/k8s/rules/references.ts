import type { IServiceSpec } from 'kubernetes-models/v1';
import type { IIngressSpec } from 'kubernetes-models/networking.k8s.io/v1';
import type { IPodDisruptionBudgetSpec } from 'kubernetes-models/policy/v1';
import type { IHorizontalPodAutoscalerSpec } from 'kubernetes-models/autoscaling/v2';
import { configValue } from '../environment.ts';
import { isSelected, type Manifest, nameOf, type Pod, podsOf, specsOf } from '../manifest.ts';

/** Names that lead nowhere: of pods, ports, Services, ConfigMaps, accounts and what is scaled. */
export function referenceProblems(manifests: readonly Manifest[]): string[] {
  const pods = podsOf(manifests);
  const names = new Set(manifests.map(nameOf));
  return [
    ...serviceProblems(manifests, pods),
    ...ingressProblems(manifests),
    ...specsOf<IPodDisruptionBudgetSpec>(manifests, 'PodDisruptionBudget')
      .filter(
        ({ spec }) =>
          !pods.some(({ labels }) => isSelected(spec.selector?.matchLabels ?? {}, labels)),
      )
      .map(({ name }) => `PodDisruptionBudget/${name} selects no pod`),
    ...specsOf<IHorizontalPodAutoscalerSpec>(manifests, 'HorizontalPodAutoscaler')
      .map(({ spec: { scaleTargetRef } }) => `${scaleTargetRef.kind}/${scaleTargetRef.name}`)
      .filter((target) => !names.has(target))
      .map((target) => `${target} is scaled and is not there`),
    ...pods.flatMap((pod) =>
      referencesOf(pod)
        .filter((reference) => !names.has(reference))
        .map((reference) => `${pod.name} names ${reference}, which is not there`),
    ),
    ...pods.flatMap((pod) => keyProblems(manifests, pod)),
  ];
}

export const portsOf = ({ spec }: Pod) => spec.containers.flatMap(({ ports = [] }) => ports);

function serviceProblems(manifests: readonly Manifest[], pods: readonly Pod[]): string[] {
  return specsOf<IServiceSpec>(manifests, 'Service').flatMap(({ name, spec }) => {
    const selected = pods.filter(({ labels }) => isSelected(spec.selector ?? {}, labels));
    if (!spec.selector || selected.length !== 1)
      return [`Service/${name} selects ${selected.length} kinds of pods`];
    return (spec.ports ?? [])
      .map(({ port, targetPort }) => targetPort ?? port)
      .filter((wanted) => !selected.every((pod) => hasPort(pod, wanted)))
      .map((wanted) => `Service/${name} leads to port ${wanted}, which no container has`);
  });
}

export const hasPort = (pod: Pod, wanted: string | number): boolean =>
  portsOf(pod).some(({ name, containerPort }) => wanted === name || wanted === containerPort);

function ingressProblems(manifests: readonly Manifest[]): string[] {
  const services = specsOf<IServiceSpec>(manifests, 'Service');
  return specsOf<IIngressSpec>(manifests, 'Ingress').flatMap(({ spec }) =>
    (spec.rules ?? [])
      .flatMap(({ http }) => http?.paths ?? [])
      .filter(({ backend: { service: to } }) => {
        const found = services.find(({ name }) => name === to?.name);
        const port = to?.port?.name ?? to?.port?.number;
        return !found?.spec.ports?.some((each) => port === each.name || port === each.port);
      })
      .map(
        ({ backend }) => `Ingress leads to ${JSON.stringify(backend.service)}, which is not there`,
      ),
  );
}

function referencesOf({ spec }: Pod): string[] {
  const volumes = (spec.volumes ?? []).flatMap(({ configMap, projected }) => [
    configMap?.name,
    ...(projected?.sources ?? []).map((source) => source.configMap?.name),
  ]);
  const variables = spec.containers
    .flatMap(({ env = [] }) => env)
    .map(({ valueFrom }) => valueFrom?.configMapKeyRef?.name);
  return [
    `ServiceAccount/${spec.serviceAccountName}`,
    ...[...volumes, ...variables].filter(Boolean).map((name) => `ConfigMap/${name}`),
  ];
}

function keyProblems(manifests: readonly Manifest[], { name, spec }: Pod): string[] {
  return spec.containers
    .flatMap(({ env = [] }) => env)
    .flatMap(({ valueFrom }) => valueFrom?.configMapKeyRef ?? [])
    .filter(({ key, name: map = '' }) => configValue(manifests, map, key) === undefined)
    .map(({ key, name: map }) => `${name} names ${key} of ConfigMap/${map}, which has none`);
}
