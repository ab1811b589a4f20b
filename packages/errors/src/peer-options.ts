/** An answer to a peer's option: with our option that takes its place, if the function has it, or without. */
type Answer = readonly [option: string, text: string] | readonly [text: string]

const milliseconds = (option: string): Answer => [option, `it is \`${option}\`, in milliseconds`]
const startTimeout: readonly Answer[] = [
  milliseconds('startTimeoutMs'),
  milliseconds('timeoutMs'),
  ['hold', 'leave it out: a lease does not wait'],
  ['how long a service may take is its `startTimeoutMs`, in milliseconds: command(…, { startTimeoutMs: 60_000 })'],
]
const readiness: readonly Answer[] = [
  ['ready', "say when it is ready with `ready`: a path such as '/health', a pattern of its output, or a probe"],
]
const output: readonly Answer[] = [
  ['its output is kept: errors show its end, `output()` of its handle and `portside run --show-output` all of it'],
]
const pace: readonly Answer[] = [['leave it out: portside chooses when to try again']]
const firstArgument: readonly Answer[] = [
  ['wrongPort', "the command line is the first argument: command('node server.js', { … })"],
  ['shell', "the command line is the first argument: task('node migrate.js', { … })"],
  ['services', "write it into the services file: defineServices({ api: command('node server.js', { … }) })"],
]
const existing: readonly Answer[] = [
  ['wrongPort', 'use `existing: { port: 3000 }`: a server of this project that listens there is taken'],
  ['existing', 'use `existing` with its URL'],
  ['services', 'use `existing: { port: 3000 }` of the service: command(…, { existing: { port: 3000 } })'],
]
const environment: readonly Answer[] = [['env', 'it is `env`']]
const stopping: readonly Answer[] = [
  ['stopSignal', "it is `stopSignal: 'SIGTERM'`, and `stopTimeoutMs: 5000` before it is killed"],
  milliseconds('stopTimeoutMs'),
]
const certificates: readonly Answer[] = [
  [
    'protocol',
    "leave it out: probes and `fetch` of the handle accept any certificate. `protocol: 'https'` makes its URL https",
  ],
  ['leave it out: no certificate is checked'],
]
const pathArgument: readonly Answer[] = [
  ['ready', "write `ready: '/path'`"],
  ['status', "it is the first argument: probe.http('/path', { … })"],
]
const requestOf = (option: string): readonly Answer[] => [
  ['ready', `use \`ready: probe.http('/', { ${option}: … })\``],
  ['status', `it is \`${option}\``],
]

/**
 * The options of other tools by which users call ours, and our answers: Playwright's `webServer`, jest-dev-server, wait-on, start-server-and-test,
 * get-port, Testcontainers, Docker Compose, and `spawn()` of Node.js. The first answer whose option the function has is given.
 */
const answers: Readonly<Record<string, readonly Answer[]>> = {
  timeout: startTimeout,
  timeoutMs: startTimeout,
  launchTimeout: startTimeout,
  startupTimeout: startTimeout,
  withStartupTimeout: startTimeout,
  tcpTimeout: startTimeout,
  httpTimeout: startTimeout,
  url: [
    ['wrongPort', "say when it is ready with `ready: '/health'`; its URL is on the handle"],
    ['urlHost', 'leave it out: its URL is on the handle'],
    ['ready', "it is the first argument: external('http://127.0.0.1:8025', { … })"],
    ['status', "it is the first argument: probe.http('http://127.0.0.1:8025/', { … })"],
    ['leave it out: its URL is on the handle'],
  ],
  reuseExistingServer: existing,
  reuse: existing,
  withReuse: existing,
  usedPortAction: [
    [
      'wrongPort',
      'leave it out: the port is free. `existing: { port: 3000 }` takes a server of this project that listens there',
    ],
    ['leave it out: each service gets a free port'],
  ],
  stdout: output,
  stderr: output,
  stdio: [['stdin', `${output[0]?.[0]}; \`stdin\` is what it reads`], ...output],
  debug: output,
  verbose: output,
  gracefulShutdown: stopping,
  killSignal: [['stopSignal', 'it is `stopSignal`']],
  killTimeout: [milliseconds('stopTimeoutMs')],
  forceKillAfterDelay: [milliseconds('stopTimeoutMs')],
  ignoreHTTPSErrors: certificates,
  strictSSL: certificates,
  port: [['services', 'it is an option of the service: command(…, { port: 3000 })']],
  webServer: firstArgument,
  command: firstArgument,
  cmd: firstArgument,
  args: firstArgument,
  name: [['hold', 'it is `service`'], ['a service has the name of its key: defineServices({ api: command(…) })']],
  wait: [['ready', 'use a pattern of its output: `ready: /listening/`']],
  waitOn: readiness,
  waitFor: readiness,
  waitOnScheme: readiness,
  waitStrategy: readiness,
  withWaitStrategy: readiness,
  healthcheck: readiness,
  healthCheck: readiness,
  resources: [
    ['ready', "use `ready: probe.resource('tcp:5432')`, and probe.all(…) for several"],
    ["each is an argument: probe.all(probe.resource('tcp:5432'), …)"],
  ],
  interval: pace,
  delay: pace,
  window: [['ready', 'use `ready: probe.stable(probe.http(…), 750)`'], ['use probe.stable(probe, 750)']],
  validateStatus: [...requestOf('status')],
  expect: [...requestOf('status')],
  headers: [...requestOf('headers')],
  followRedirect: [['leave it out: a redirect counts as ready']],
  path: pathArgument,
  exclude: [['leave it out: a leased port is free']],
  reserve: [['leave it out: a lease keeps its port until `release()`']],
  exposedPorts: [['ports', "name further ports: `ports: { admin: 'lease' }`"]],
  withExposedPorts: [['ports', "name further ports: `ports: { admin: 'lease' }`"]],
  environment,
  withEnvironment: environment,
  image: [['owner', "run it by its command line: command('docker run …', { owner: 'any' })"]],
  dependsOn: [['needs', 'it is `needs: { db }`']],
  depends_on: [['needs', 'it is `needs: { db }`']],
  signal: [['stopSignal', 'give it to start(service, { signal })']],
}

/** Returns the answer to an option that another tool has: ours, and how to write it. `undefined` for any other name. */
export function peerAnswer(name: string, names: readonly string[]): string | undefined {
  const found = Object.hasOwn(answers, name) ? answers[name] : undefined
  const fitting = found?.find((answer) => answer.length === 1 || names.includes(answer[0]))
  return fitting?.at(-1)
}
