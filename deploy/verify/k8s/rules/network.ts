import type { IServiceSpec } from 'kubernetes-models/v1';
import type { INetworkPolicySpec } from 'kubernetes-models/networking.k8s.io/v1';
import { environmentOf } from '../environment.ts';
import { isSelected, type Manifest, type Pod, podsOf, specsOf } from '../manifest.ts';
import { isAllowed, type Place } from '../network.ts';
import { portsOf } from './references.ts';

type Named = readonly { readonly host: string; readonly port: number }[];
type Target = { readonly name: string; readonly place: Place };

const PUBLIC: Target = { name: 'the internet', place: { kind: 'address', address: '203.0.113.7' } };
const PRIVATE: Target = {
  name: 'the private network',
  place: { kind: 'address', address: '10.20.30.40' },
};
const METADATA: Target = {
  name: 'the metadata service',
  place: { kind: 'address', address: '169.254.169.254' },
};
/** What somebody may start here one day. */
const STRANGER: Target = {
  name: 'a pod that no policy knows',
  place: { kind: 'pod', labels: {} },
};
const OUTSIDE_PORTS = [22, 25, 53, 80, 443, 465, 587, 4222, 5432, 6443];

/** What a setting says without naming an address here: its value is a secret, or a default in the code. */
const BY_SETTING: Readonly<Record<string, Named>> = {
  DATABASE_URL_FILE: [{ host: PRIVATE.name, port: 5432 }],
  SMTP_URL_FILE: [465, 587].map((port) => ({ host: PUBLIC.name, port })),
  PAYMENT_MODE: [{ host: PUBLIC.name, port: 443 }],
};
/** Webhooks go where organisers say; they must be HTTPS. */
const WEBHOOKS: Named = [{ host: PUBLIC.name, port: 443 }];

type Source = Target & { readonly may: (to: string, port: number) => boolean };

const elsewhere = (name: string, may: Source['may']): Source => {
  const labels = { 'kubernetes.io/metadata.name': name };
  return {
    name: `namespace ${name}`,
    place: { kind: 'elsewhere', namespace: labels, labels: {} },
    may,
  };
};
const OTHERS: readonly Source[] = [
  elsewhere('ingress-nginx', (to, port) => to === 'gateway' && port === 8080),
  elsewhere('monitoring', (to, port) => to !== 'nats' && to !== STRANGER.name && port === 9100),
  elsewhere('default', () => false),
  { ...STRANGER, may: () => false },
];

/** Connections that the environment names and policies refuse, and those that policies allow and nothing names. */
export function networkProblems(manifests: readonly Manifest[]): string[] {
  const policies = specsOf<INetworkPolicySpec>(manifests, 'NetworkPolicy').map(({ spec }) => spec);
  const pods = podsOf(manifests);
  const sources = pods.map((pod): Source => {
    const named = connectionsOf(manifests, pods, pod);
    return {
      ...targetOf(pod),
      may: (to, port) => named.some((each) => each.host === to && each.port === port),
    };
  });
  const inside = [
    ...pods.flatMap((pod) =>
      portsOf(pod).map(({ containerPort }) => ({ to: targetOf(pod), port: containerPort })),
    ),
    { to: STRANGER, port: 9100 },
  ];
  const outside = [PUBLIC, PRIVATE, METADATA].flatMap((to) =>
    OUTSIDE_PORTS.map((port) => ({ to, port })),
  );
  return [...sources, ...OTHERS].flatMap((from) =>
    // What other namespaces do outside is not ours.
    (from.place.kind === 'pod' ? [...inside, ...outside] : inside).flatMap(({ to, port }) => {
      const isNamed = from.may(to.name, port);
      if (isAllowed(policies, from.place, to.place, port) === isNamed) return [];
      const why = isNamed ? 'is named, and policies refuse it' : 'is open, and nothing names it';
      return [`${from.name} → ${to.name}:${port} ${why}`];
    }),
  );
}

const targetOf = ({ name, labels }: Pod): Target => ({ name, place: { kind: 'pod', labels } });

/** Where a pod goes: pods by their names, at the ports of their containers. */
function connectionsOf(manifests: readonly Manifest[], pods: readonly Pod[], pod: Pod): Named {
  const env = Object.entries(environmentOf(manifests, pod));
  const named = env.flatMap(([name, value = '']) => {
    if (BY_SETTING[name]) return BY_SETTING[name];
    if (name === 'NATS_MEMBERS') {
      const members = value.split(' ').filter(Boolean);
      return members.map((member) => whereTo(manifests, pods, new URL(`nats://${member}:6222`)));
    }
    // For links only.
    if (name === 'PUBLIC_URL' || !/^(https?|nats):\/\//.test(value)) return [];
    return value.split(',').map((url) => whereTo(manifests, pods, new URL(url)));
  });
  return pod.name === 'notifier' ? [...named, ...WEBHOOKS] : named;
}

function whereTo(
  manifests: readonly Manifest[],
  pods: readonly Pod[],
  { hostname, port, protocol }: URL,
) {
  const number = Number(port) || (protocol === 'https:' ? 443 : 80);
  const service = specsOf<IServiceSpec>(manifests, 'Service').find(
    // The Service itself, or one pod of a headless one: `nats-0.nats-peers`.
    ({ name }) => hostname === name || hostname.endsWith(`.${name}`),
  );
  const pod = pods.find(({ labels }) => service && isSelected(service.spec.selector ?? {}, labels));
  const wanted = service?.spec.ports?.find((each) => each.port === number);
  if (!pod || !wanted) return { host: service ? hostname : PUBLIC.name, port: number };
  const target = wanted.targetPort ?? wanted.port;
  const own = portsOf(pod).find((each) => each.name === target || each.containerPort === target);
  return { host: pod.name, port: own?.containerPort ?? number };
}
