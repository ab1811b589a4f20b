import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const nobody = 65_534

/**
 * The ways to forge the file of a dead run, each with one thing changed: `(base, world, random)` gives the text of the file, or makes at
 * `base.path` what is there instead. Paths are only such as this test has made: what is wrong must not cost more than that.
 */
export const mutations = {
  'leader: an odd pid': ({ run }, { innocent }, { pick }) =>
    inService(run, {
      leader: { ...run.services[0].leader, pid: pick([0, 1, -1, innocent.pid, -innocent.pid, 1.5, '1', null]) },
    }),
  'leader: another process': ({ run }, { innocent }) => inService(run, { leader: innocent }),
  'leader: another process without its start': ({ run }, { innocent }) =>
    inService(run, { leader: { pid: innocent.pid } }),
  'leader: another start': ({ run }, { innocent }, { pick }) =>
    inService(run, {
      leader: { ...run.services[0].leader, startTime: pick([0, -1, null, 'x', undefined, innocent.startTime]) },
    }),
  'session: that of another process': ({ run }, { innocent }) => inService(run, { session: innocent.session }),
  'tracked: another process': ({ run }, { innocent }) =>
    inService(run, { tracked: [{ pid: innocent.pid, startTime: innocent.startTime }] }),
  'tracked: an odd pid': ({ run }, _, { pick }) =>
    inService(run, { tracked: [{ pid: pick([0, 1, -1]), startTime: 1, session: 1 }] }),
  'tracked: without its start': ({ run }, { innocent }) =>
    inService(run, { tracked: [{ pid: innocent.pid, session: innocent.session }] }),
  'tracked: in another session': ({ run }, { innocent }) =>
    inService(run, { tracked: [{ ...innocent, session: run.services[0].session }] }),
  'cookie: none': ({ run }, _, { pick }) => inService(run, { cookie: pick(['', ' ', 'x', '.1', null, undefined]) }),
  'cookie: that of a live run': ({ run }, { live }) => inService(run, { cookie: live.run.services[0].cookie }),
  'directories: others': ({ run }, { folder, live, precious }, { pick }) => ({
    ...run,
    directories: [
      pick([
        precious,
        'precious',
        '.',
        '..',
        '',
        join(folder, 'tmp'),
        live.run.directories[0],
        `${run.directories[0]}/../precious`,
        join(folder, `portside-${run.runId}`),
        7,
      ]),
    ],
  }),
  'directories: a link in its place': ({ run }, { precious }) => {
    rmSync(run.directories[0], { recursive: true })
    symlinkSync(precious, run.directories[0])
    return run
  },
  stopSignal: ({ run }, _, { pick }) =>
    inService(run, { stopSignal: pick(['SIGNOPE', '', 9, 'toString', null, 'sigterm']) }),
  stopTimeoutMs: ({ run }, _, { pick }) => inService(run, { stopTimeoutMs: pick(['500', null, -1, 1e300, [], true]) }),
  'stopTimeoutMs: infinite': ({ text }) => text.replace(/"stopTimeoutMs": \d+/, '"stopTimeoutMs": 1e999'),
  runner: ({ run }, { innocent, live }, { pick }) => ({
    ...run,
    runner: pick([innocent, live.run.runner, { pid: 1, startTime: 1 }, { pid: 0 }, { pid: run.runner.pid }, null]),
  }),
  'runner: another start': ({ run }) => ({ ...run, runner: { ...run.runner, startTime: run.runner.startTime + 1 } }),
  'system: another boot': ({ run }, _, { pick }) => inSystem(run, { bootId: pick(['', 'x', randomUUID(), null]) }),
  'system: another namespace': ({ run }, _, { pick }) => inSystem(run, { pidNamespace: pick(['', 'x', 'pid:[1]', 5]) }),
  'system: another machine': ({ run }, _, { pick }) =>
    inSystem(run, { machine: pick(['elsewhere', '', 5, undefined]) }),
  runId: ({ run }, { live }, { pick }) => ({ ...run, runId: pick([live.run.runId, '', '../x', 'x', 5, null]) }),
  services: ({ run }, _, { pick }) => ({ ...run, services: pick([null, {}, [null], [[]], 'x', [run.services]]) }),
  'a field somewhere': ({ run }, { innocent }, { pick }) => withLeaf(run, pick, innocent),
  'a byte somewhere': ({ text }, _, { pick }) => {
    const at = pick([...text].map((__, index) => index))
    return `${text.slice(0, at)}${pick(['"', '{', '\0', '9', ''])}${text.slice(at + 1)}`
  },
  'half of it': ({ text }, _, { pick }) => text.slice(0, pick([0, 1, 50, Math.floor(text.length / 2)])),
  'no JSON': (_, __, { pick }) => pick(['', 'null', '[]', '{}', '\0\u0001', '['.repeat(100_000)]),
  'a FIFO': ({ path }) => void execFileSync('mkfifo', [path]),
  'a folder': ({ path }) => mkdirSync(path),
  'a link': ({ path, run }, { stash }) => {
    writeFileSync(join(stash, 'linked'), JSON.stringify(run), { mode: 0o600 })
    symlinkSync(join(stash, 'linked'), path)
  },
  'a large file': ({ text }) => text + ' '.repeat(9 * 1024 * 1024),
  'writable by others': ({ path, text }) => {
    writeFileSync(path, text)
    chmodSync(path, 0o666)
  },
  "another user's": ({ path, text }) => {
    writeFileSync(path, text, { mode: 0o600 })
    chownSync(path, nobody, nobody)
  },
}

function inService(run, change) {
  const [service, ...others] = run.services
  return { ...run, services: [{ ...service, ...change }, ...others] }
}

function inSystem(run, change) {
  return { ...run, system: { ...run.system, ...change } }
}

/** A copy in which one value somewhere is another. */
function withLeaf(run, pick, innocent) {
  const copy = structuredClone(run)
  const leaves = leavesOf(copy)
  const [holder, key] = pick(leaves)
  holder[key] = pick([0, 1, -1, 2 ** 53, innocent.pid, innocent.startTime, '', 'x', null, true, [], {}])
  return copy
}

function leavesOf(value) {
  const inner = Object.values(value).filter((item) => typeof item === 'object' && item !== null)
  return Object.keys(value)
    .map((key) => [value, key])
    .concat(...inner.map(leavesOf))
}
