import { readFileSync, readlinkSync, statSync } from 'node:fs'
import { uptime } from 'node:os'
import { parseProcStat } from './proc-stat'
import type { ProcessFacts } from '../port-owner'
import { networkNamespaceName } from './namespaces'

/** USER_HZ, which is 100 on every architecture that Node runs on (proc(5)). */
const ticksPerSecond = 100

/** Reads what /proc reports about a process; leaves out what this user may not see and what has already ended. */
export function describeProcess(pid: number): ProcessFacts {
  const stat = attempt(() => parseProcStat(readFileSync(`/proc/${pid}/stat`, 'utf8')))
  const uid = attempt(() => statSync(`/proc/${pid}`).uid)
  const parentCommand = stat && stat.ppid > 0 ? commandOf(stat.ppid) : undefined
  return defined({
    pid,
    ppid: stat?.ppid,
    parentCommand,
    command: commandOf(pid) ?? (stat && [stat.name]),
    cwd: attempt(() => readlinkSync(`/proc/${pid}/cwd`)),
    uid,
    user: uid === undefined ? undefined : userName(uid),
    startedAt: stat && startOf(stat.startTicks),
    container: attempt(() => findContainer(readFileSync(`/proc/${pid}/cgroup`, 'utf8'))),
    networkNamespace: attempt(() => networkNamespaceName(pid)),
  })
}

/** Arguments end with a NUL; a process that wrote its own title has spaces instead. */
function commandOf(pid: number): string[] | undefined {
  const text = attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? ''
  const words = text.replace(/\0+$/, '').split('\0')
  return words.join('') === '' ? undefined : words
}

function startOf(startTicks: number): Date {
  return new Date(Date.now() - (uptime() - startTicks / ticksPerSecond) * 1000)
}

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

type Defined<Facts> = { [Key in keyof Facts]: Exclude<Facts[Key], undefined> }

function defined<Facts extends object>(facts: Facts): Partial<Defined<Facts>> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Partial<Defined<Facts>>
}

/** Returns the name of a user id in /etc/passwd (passwd(5)); `undefined` if it has none. */
export function userName(uid: number): string | undefined {
  try {
    const line = new RegExp(`^([^:\\n]+):[^:\\n]*:${uid}:`, 'm').exec(readFileSync('/etc/passwd', 'utf8'))
    return line?.[1]
  } catch {
    return undefined
  }
}

const engines = [
  { name: 'Docker', pattern: /docker[-/]([\da-f]{12})[\da-f]{52}/ },
  { name: 'Podman', pattern: /libpod-([\da-f]{12})[\da-f]{52}/ },
  { name: 'Kubernetes', pattern: /kubepods\S*[-/]([\da-f]{12})[\da-f]{52}/ },
  { name: 'containerd', pattern: /cri-containerd-([\da-f]{12})[\da-f]{52}/ },
  { name: 'LXC', pattern: /\/lxc(?:\.payload)?[./]([\w.-]+)/ },
]

/** Finds the container of a process in the text of its `/proc/<pid>/cgroup` (cgroups(7)); engines put their id there. */
export function findContainer(cgroup: string): string | undefined {
  for (const { name, pattern } of engines) {
    const id = pattern.exec(cgroup)?.[1]
    if (id !== undefined) return `${name} ${id}`
  }
  return undefined
}
