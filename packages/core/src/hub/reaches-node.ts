import { basename } from 'node:path'
import { parseCommandLine } from '@portside/process'

/** What runs a program as somebody else, in a container or on another machine, where the hub's file is not there or may not be read. */
const containers = [
  'docker',
  'docker-compose',
  'podman',
  'podman-compose',
  'nerdctl',
  'lxc',
  'kubectl',
  'flatpak',
  'snap',
]
const others = ['sudo', 'su', 'doas', 'runuser', 'setpriv', 'ssh', 'chroot', 'nsenter', 'bwrap', 'systemd-run', 'wsl']
const ways = new Set([...containers, ...others])

/** Whether Node processes of a command can load a file of ours: not where its program leads elsewhere. */
export function reachesNode(commandLine: string | readonly string[], isForShell: boolean): boolean {
  const [program = ''] = typeof commandLine === 'string' ? wordsOf(commandLine, isForShell) : commandLine
  return !ways.has(basename(program).replace(/\.exe$/i, ''))
}

function wordsOf(line: string, isForShell: boolean): readonly string[] {
  return isForShell ? line.trim().split(/\s+/) : parseCommandLine(line)
}
