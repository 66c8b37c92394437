import { BlockList } from 'node:net';
import type {
  INetworkPolicyPeer,
  INetworkPolicyPort,
  INetworkPolicySpec,
} from 'kubernetes-models/networking.k8s.io/v1';
import { isSelected, type Labels } from './manifest.ts';

type Selector = NonNullable<INetworkPolicySpec['podSelector']>;

/** Where a connection begins or ends: a pod of ours, a pod of another namespace, or an IPv4 address outside. */
export type Place =
  | { readonly kind: 'pod'; readonly labels: Labels }
  | { readonly kind: 'elsewhere'; readonly namespace: Labels; readonly labels: Labels }
  | { readonly kind: 'address'; readonly address: string };

const OWN_NAMESPACE: Labels = { 'kubernetes.io/metadata.name': 'karcis' };

/** Whether policies let a TCP connection through, at both of its ends. Ports are numbers. */
export const isAllowed = (
  policies: readonly INetworkPolicySpec[],
  from: Place,
  to: Place,
  port: number,
): boolean =>
  isOpen(policies, from, 'Egress', to, port) && isOpen(policies, to, 'Ingress', from, port);

function isOpen(
  policies: readonly INetworkPolicySpec[],
  at: Place,
  way: 'Egress' | 'Ingress',
  other: Place,
  port: number,
): boolean {
  // Who is outside is not held to our policies.
  if (at.kind !== 'pod') return true;
  const own = policies.filter(
    ({ podSelector, policyTypes = ['Ingress'] }) =>
      policyTypes.includes(way) && isMatched(podSelector ?? {}, at.labels),
  );
  if (own.length === 0) return true;
  return own
    .flatMap(({ ingress = [], egress = [] }) =>
      way === 'Egress'
        ? egress.map(({ to, ports }) => ({ peers: to, ports }))
        : ingress.map(({ from, ports }) => ({ peers: from, ports })),
    )
    .some(
      ({ peers, ports }) =>
        (!peers || peers.some((peer) => isPeer(peer, other))) && (!ports || hasPort(ports, port)),
    );
}

const hasPort = (ports: readonly INetworkPolicyPort[], port: number) =>
  ports.some(
    (each) => (each.protocol ?? 'TCP') === 'TCP' && (each.port === undefined || each.port === port),
  );

function isPeer(
  { podSelector, namespaceSelector, ipBlock }: INetworkPolicyPeer,
  place: Place,
): boolean {
  if (ipBlock)
    return (
      place.kind === 'address' &&
      isWithin(place.address, [ipBlock.cidr]) &&
      !isWithin(place.address, ipBlock.except ?? [])
    );
  if (place.kind === 'address') return false;
  const namespace = place.kind === 'pod' ? OWN_NAMESPACE : place.namespace;
  return (
    (namespaceSelector ? isMatched(namespaceSelector, namespace) : place.kind === 'pod') &&
    (!podSelector || isMatched(podSelector, place.labels))
  );
}

function isWithin(address: string, blocks: readonly string[]): boolean {
  const list = new BlockList();
  for (const block of blocks) {
    const [net = '', bits] = block.split('/');
    list.addSubnet(net, Number(bits));
  }
  return list.check(address);
}

function isMatched({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels) {
  return (
    isSelected(matchLabels, labels) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (operator !== 'In') throw new Error(`${operator}: only In is understood here`);
      return values.includes(labels[key] ?? '');
    })
  );
}
