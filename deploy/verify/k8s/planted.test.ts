import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Manifest, nameOf } from './manifest.ts';
import { mergePatch } from './merge-patch.ts';
import { overlays, problemsOf } from './problems.ts';
import { render } from './render.ts';

type Change = (manifests: readonly Manifest[]) => readonly Manifest[];

const patch =
  (name: string, change: object): Change =>
  (manifests) => {
    expect(manifests.map(nameOf)).toContain(name);
    return manifests.map((each) =>
      nameOf(each) === name ? (mergePatch(each, { ...change }) as Manifest) : each,
    );
  };
const add =
  (manifest: Manifest): Change =>
  (manifests) => [...manifests, manifest];
const without =
  (name: string): Change =>
  (manifests) => {
    expect(manifests.map(nameOf)).toContain(name);
    return manifests.filter((each) => nameOf(each) !== name);
  };
/** Changes text of one manifest. */
const reword =
  (name: string, from: string, to: string): Change =>
  (manifests) =>
    manifests.map((each) => {
      if (nameOf(each) !== name) return each;
      const text = JSON.stringify(each);
      expect(text).toContain(from);
      return JSON.parse(text.replace(from, to)) as Manifest;
    });

const pod = (spec: object) => ({ spec: { template: { spec } } });
const service = (fields: object) => pod({ containers: [{ name: 'service', ...fields }] });
const variable = (name: string, value: string) => service({ env: [{ name, value }] });
const gateway = 'Deployment/gateway';
const web = 'Deployment/web';

/** What is planted, and the problem that has to be found. */
const PLANTED: Readonly<Record<string, readonly [string, Change, RegExp]>> = {
  schema: [
    'a field that is unknown',
    patch(gateway, { spec: { paused: true, replica: 2 } }),
    /gateway: \/spec\/replica is not a field/,
  ],
  deep: [
    'one deep inside',
    patch(gateway, service({ readinesProbe: {} })),
    /containers\/0\/readinesProbe is not a field/,
  ],
  metadata: [
    'one in metadata',
    patch('Service/web', { metadata: { label: {} } }),
    /\/metadata\/label is not a field/,
  ],
  type: [
    'a wrong type',
    patch(gateway, { spec: { replicas: 'two' } }),
    /\/spec\/replicas breaks type/,
  ],
  required: [
    'a missing field',
    patch(gateway, { spec: { selector: null } }),
    /breaks required .*selector/,
  ],
  enumeration: [
    'a version that is over',
    reword('HorizontalPodAutoscaler/web', 'autoscaling/v2', 'autoscaling/v2beta2'),
    /v2beta2 may be gone/,
  ],
  kind: [
    'a kind that is unknown',
    reword('PodDisruptionBudget/web', 'PodDisruptionBudget', 'PodBudget'),
    /policy\/v1 has no such kind/,
  ],
  selects: [
    'a Service of nobody',
    reword(
      'Service/web',
      '"selector":{"app.kubernetes.io/name":"web"',
      '"selector":{"app.kubernetes.io/name":"wbe"',
    ),
    /Service\/web selects 0/,
  ],
  target: [
    'a port of nobody',
    reword('Service/web', '"targetPort":"http"', '"targetPort":"htpp"'),
    /Service\/web leads to port htpp/,
  ],
  ingress: [
    'an Ingress to nobody',
    reword('Ingress/gateway', '"service":{"name":"gateway"', '"service":{"name":"gate"'),
    /Ingress leads to/,
  ],
  budget: [
    'a budget of nobody',
    reword(
      'PodDisruptionBudget/web',
      '"matchLabels":{"app.kubernetes.io/name":"web"',
      '"matchLabels":{"app.kubernetes.io/name":"wbe"',
    ),
    /PodDisruptionBudget\/web selects no pod/,
  ],
  scaled: [
    'a target that is not there',
    reword(
      'HorizontalPodAutoscaler/web',
      '"kind":"Deployment","name":"web"',
      '"kind":"Deployment","name":"wbe"',
    ),
    /Deployment\/wbe is scaled/,
  ],
  account: [
    'an account that is not there',
    without('ServiceAccount/web'),
    /web names ServiceAccount\/web/,
  ],
  key: [
    'a key that no ConfigMap has',
    reword(web, '"key":"PUBLIC_URL"', '"key":"PUBLIC"'),
    /web names PUBLIC of ConfigMap/,
  ],
  probe: [
    'a probe of a port of nobody',
    patch(web, service({ livenessProbe: { httpGet: { port: 9101 } } })),
    /livenessProbe asks at port 9101/,
  ],
  unprobed: ['no probe', patch(web, service({ startupProbe: null })), /web: has no startupProbe/],
  root: [
    'a root user',
    patch(web, pod({ securityContext: { runAsUser: 0 } })),
    /web: may run as root/,
  ],
  seccomp: [
    'no seccomp profile',
    patch(web, pod({ securityContext: { seccompProfile: null } })),
    /no seccomp/,
  ],
  token: ['a token', patch(web, pod({ automountServiceAccountToken: true })), /gets a token/],
  host: ['the host’s network', patch(web, pod({ hostNetwork: true })), /shares its host/],
  writable: [
    'a writable image',
    patch(web, service({ securityContext: { readOnlyRootFilesystem: false } })),
    /may write into its image/,
  ],
  escalation: [
    'more rights',
    patch(web, service({ securityContext: { allowPrivilegeEscalation: true } })),
    /may gain rights/,
  ],
  capabilities: [
    'a capability',
    patch(web, service({ securityContext: { capabilities: { add: ['NET_RAW'] } } })),
    /capabilities added/,
  ],
  limits: [
    'no limits',
    patch(web, service({ resources: { limits: null } })),
    /lacks requests or limits/,
  ],
  tmp: ['no /tmp', reword(web, '"mountPath":"/tmp"', '"mountPath":"/var/tmp"'), /has no \/tmp/],
  latest: [
    'the tag latest',
    patch(web, service({ image: 'karcis/web:latest' })),
    /web:latest has no tag/,
  ],
  untagged: ['no tag', patch(web, service({ image: 'registry:5000/karcis/web' })), /has no tag/],
  grace: [
    'too little time to drain',
    patch(web, pod({ terminationGracePeriodSeconds: 15 })),
    /killed after 15 s, and drains for 10/,
  ],
  unknown: [
    'a variable that is unknown',
    patch(web, variable('GATEWAY_URI', 'http://gateway:8080')),
    /given GATEWAY_URI, which its settings do not know/,
  ],
  missing: [
    'one that is missing',
    reword(web, '"name":"GATEWAY_URL"', '"name":"LOG_LEVEL"'),
    /web would not start.*GATEWAY_URL is missing/,
  ],
  wrong: [
    'one that is wrong',
    patch(web, variable('DRAIN_SECONDS', '500')),
    /web would not start.*DRAIN_SECONDS is wrong/,
  ],
  unmounted: [
    'a file that is not mounted',
    patch(web, variable('INTERNAL_SECRET_FILE', '/run/secrets/internal')),
    /INTERNAL_SECRET_FILE names \/run\/secrets\/internal/,
  ],
  unnamed: [
    'a secret that nothing names',
    reword('Job/migrate', 'DATABASE_PASSWORD_GATEWAY_FILE', 'LOG'),
    /database_password_gateway is mounted, and nothing names it/,
  ],
  kindSecret: [
    'a Secret',
    add({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'mail' }, stringData: { a: 'b' } }),
    /Secret\/mail holds values/,
  ],
  value: [
    'a secret’s value',
    patch(gateway, variable('AUTH_SECRET', 'k'.repeat(40))),
    /AUTH_SECRET comes as a value/,
  ],
  password: [
    'a password in an address',
    patch('Deployment/notifier', variable('MAIL_FROM', 'smtp://a:b@mail.example')),
    /address with a password/,
  ],
  map: [
    'a secret in a ConfigMap',
    add({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'more' },
      data: { S3_SECRET_KEY: 'k' },
    }),
    /ConfigMap\/more holds S3_SECRET_KEY/,
  ],
  refused: [
    'a policy that is missing',
    without('NetworkPolicy/proof-validation'),
    /gateway → proof-validation:9100 is named, and policies refuse it/,
  ],
  oneEnd: [
    'one end that is open',
    reword('NetworkPolicy/web', '"port":8080', '"port":8081'),
    /gateway → web:8080 is named/,
  ],
  open: [
    'no denial',
    without('NetworkPolicy/nobody'),
    /namespace default → a pod that no policy knows:9100 is open/,
  ],
  wide: [
    'a policy that is wide',
    reword('NetworkPolicy/to-https', '"except":["10.0.0.0/8"', '"except":["11.0.0.0/8"'),
    /booking → the private network:443 is open/,
  ],
  metadataService: [
    'the metadata service',
    reword('NetworkPolicy/to-https', '"169.254.0.0/16",', ''),
    /→ the metadata service:443 is open/,
  ],
  elsewhere: [
    'another namespace',
    reword(
      'NetworkPolicy/metrics',
      '"kubernetes.io/metadata.name":"monitoring"',
      '"kubernetes.io/metadata.name":"default"',
    ),
    /namespace default → booking:9100 is open/,
  ],
  moved: [
    'an address that moved',
    patch(gateway, variable('PROOF_URL', 'http://booking:9100')),
    /gateway → proof-validation:9100 is open/,
  ],
  probePath: [
    'a probe that asks for what is not there',
    patch(web, service({ readinessProbe: { httpGet: { path: '/redyz' } } })),
    /web: its readinessProbe asks for \/redyz, not for \/readyz/,
  ],
  init: [
    'a container before the others that may do anything',
    patch(
      web,
      pod({ initContainers: [{ name: 'x', image: 'x:1', securityContext: { privileged: true } }] }),
    ),
    /web: may gain rights/,
  ],
  listens: [
    'a port that nobody is sent to',
    patch(gateway, variable('PORT', '7000')),
    /gateway listens at PORT=7000/,
  ],
  copies: [
    'more copies than servers',
    patch('StatefulSet/nats', { spec: { replicas: 1 } }),
    /booking wants 3 copies on 1 servers/,
  ],
  otherHost: [
    'an Ingress of another host',
    reword('Ingress/gateway', '"rules":[{"host":"', '"rules":[{"host":"not.'),
    /gateway says https:.*, and the Ingress is not\./,
  ],
  proxy: [
    'an Ingress that is taken for everybody',
    patch(gateway, variable('TRUST_PROXY', '0')),
    /takes the Ingress for everybody/,
  ],
  gap: [
    'a release with a gap',
    patch(gateway, { spec: { strategy: { rollingUpdate: { maxUnavailable: 1 } } } }),
    /Deployment\/gateway may be away during a release/,
  ],
  unscaled: [
    'a service that is not scaled',
    without('HorizontalPodAutoscaler/booking'),
    /Deployment\/booking is not scaled/,
  ],
  dns: [
    'pods that cannot ask for names',
    without('NetworkPolicy/names'),
    /gateway cannot ask for names/,
  ],
  world: [
    'a port of the whole world',
    reword('NetworkPolicy/to-https', '"port":443', '"port":9999'),
    /to-https opens more of the world/,
  ],
  range: [
    'a range of ports',
    reword('NetworkPolicy/to-https', '"port":443', '"port":443,"endPort":500'),
    /to-https opens more of the world/,
  ],
};

describe('a planted mistake', () => {
  let production: readonly Manifest[];
  beforeAll(async () => {
    const [, folder = ''] = overlays;
    production = await render(folder);
  });

  for (const [what, change, problem] of Object.values(PLANTED)) {
    it(`is found: ${what}`, async () => {
      const problems = await problemsOf(change(production));
      expect(problems.join('\n')).toMatch(problem);
    });
  }
});
