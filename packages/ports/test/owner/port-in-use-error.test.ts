import { expect, test } from 'vitest'
import { describeOwner, portForbiddenError, portInUseError, type PortOwner } from '../../src'
import { findContainer } from '../../src/owner/linux/describe-process'
import { pidNamespace } from '../../src/owner/linux/namespaces'
import { ownerHint } from '../../src/owner/owner-hint'

const owner: PortOwner = {
  state: 'listen',
  addresses: ['127.0.0.1', '::1'],
  pid: 42,
  ppid: 7,
  parentCommand: ['npm', 'run', 'dev'],
  command: ['node', 'server.js'],
  cwd: '/srv/shop',
  uid: 1000,
  user: 'ann',
  startedAt: new Date(Date.now() - 180_000),
}

test('the error names the service, the owner and what to do', () => {
  const error = portInUseError({ port: 3000, service: 'web', owner, output: 'boom' })
  expect(error.owner).toBe(owner)
  expect(error.message).toBe(`web: Port 3000 on 127.0.0.1 is in use (E_PORT_IN_USE)
  It belongs to process 42 (node server.js), user ann, in /srv/shop, started 3 minutes ago, listens on 127.0.0.1 and ::1.
  Its parent is process 7 (npm run dev).

  Last output:
  | boom

  → Stop it (\`npx portside kill 3000\`), or leave \`port\` out: portside then leases a free one.

  More: npx portside explain E_PORT_IN_USE`)
})

test('the long command line of a parent is cut', () => {
  const error = portInUseError({ port: 3000, owner: { ...owner, parentCommand: ['init', 'x'.repeat(240)] } })
  expect(error.evidence[1]).toMatch(/^Its parent is process 7 \(init x{114}…\)\.$/)
})

test('an owner that is not seen is said to be so', () => {
  expect(portInUseError({ port: 3000 }).message).toContain('Nobody is seen to have it')
})

test.each([
  [
    { state: 'time-wait', addresses: ['127.0.0.1'], remote: '127.0.0.1:9' },
    'a connection that was closed, used it for a connection from 127.0.0.1 to 127.0.0.1:9',
  ],
  [
    { state: 'client', addresses: ['127.0.0.1'], pid: 3, command: ['curl'] },
    'process 3 (curl), uses it for a connection from 127.0.0.1',
  ],
  [{ state: 'held', addresses: [], pid: 3 }, 'process 3, holds it and does not listen yet'],
  [{ state: 'reserved', addresses: [] }, 'the system, keeps it reserved'],
  [
    { state: 'listen', addresses: ['::'], uid: 0, user: 'root' },
    'a process that is hidden from you, user root, listens on ::',
  ],
] satisfies [PortOwner, string][])('%j is described', (owner, text) => {
  expect(describeOwner(owner)).toBe(text)
})

test.each([
  [1, 0, '1 s'],
  [0, 90_000, '90 s'],
  [0, 7_300_000, '2 hours'],
  [0, 400_000_000, '5 days'],
])('an age is given in the unit that fits', (_, agoMs, text) => {
  expect(describeOwner({ ...owner, startedAt: new Date(Date.now() - agoMs - (agoMs === 0 ? 1000 : 0)) })).toContain(
    `started ${text} ago`,
  )
})

test.each([
  [['/usr/bin/docker-proxy', '-proto', 'tcp'], 'docker ps --filter publish=80'],
  [['/lib/systemd/systemd', '--user'], 'systemctl list-sockets'],
])('%j has a hint', (command, hint) => {
  expect(ownerHint({ ...owner, command }, 80)).toContain(hint)
})

test('a forbidden port names the rule', () => {
  const hint = 'The range 49671–49770 is reserved by Windows.'
  const reserved = { state: 'reserved', addresses: [], hint } as const
  expect(portForbiddenError({ port: 80 }).message).toContain('Ports below')
  expect(portForbiddenError({ port: 49_700, owner: reserved }).message).toContain(hint)
})

test.each([
  [`0::/system.slice/docker-${'ab12'.repeat(16)}.scope`, 'Docker ab12ab12ab12'],
  [`12:pids:/docker/${'ab12'.repeat(16)}`, 'Docker ab12ab12ab12'],
  [`0::/user.slice/libpod-${'cd34'.repeat(16)}.scope`, 'Podman cd34cd34cd34'],
  [
    `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod7.slice/cri-containerd-${'ef56'.repeat(16)}.scope`,
    'Kubernetes ef56ef56ef56',
  ],
  [`12:pids:/kubepods/besteffort/pod7/${'ef56'.repeat(16)}`, 'Kubernetes ef56ef56ef56'],
  [`0::/system.slice/cri-containerd-${'ef56'.repeat(16)}.scope`, 'containerd ef56ef56ef56'],
  ['0::/lxc.payload.web/init.scope', 'LXC web'],
  ['0::/user.slice/user-1000.slice', undefined],
])('the container of %s is %s', (cgroup, container) => {
  expect(findContainer(cgroup)).toBe(container)
})

const listening: PortOwner = { state: 'listen', addresses: ['127.0.0.1'], pid: 3, uid: 0 }

test.each([
  [{ ...owner, state: 'client' }, 'A connection to elsewhere uses the port; it lies where'],
  [{ ...listening, pid: 1 }, 'systemd listens for a socket unit: `systemctl list-sockets` shows which.'],
  [{ ...listening, command: ['docker-proxy'] }, '`docker ps --filter publish=3000` shows which.'],
  [{ state: 'listen', addresses: ['::'], uid: 0 }, "`sudo ss -ltnp 'sport = :3000'` shows it."],
] satisfies [PortOwner, string][])('an owner of another kind has a hint of its own: %j', (kind, hint) => {
  expect(ownerHint(kind, 3000)).toContain(hint)
})

test('a port that another run has is to be left to it', () => {
  const error = portInUseError({ port: 3000, owner: { ...owner, state: 'held' } })
  expect(error.hints).toEqual(['Stop that run or its service, or choose another port.'])
  const lease = { pid: 42, pidNamespace: pidNamespace() } as never
  expect(portInUseError({ port: 3000, owner: { ...owner, state: 'held', lease } }).hints).toEqual([
    'End that run (`kill 42`), or choose another port.',
  ])
})
