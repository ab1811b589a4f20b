import { fstatSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'

/** What `fdinfo` says of a descriptor that is open for writing alone (proc(5), fcntl(2)). */
const accessMode = 0b11
const writeOnly = 0b01

/**
 * Whether this program was started so that it ignores SIGHUP, as by nohup(1). Node.js sets all signals back to their defaults before any
 * JavaScript runs, so that its own mask does not tell any more; the one that started it, and what nohup leaves behind, do.
 */
export function ignoresHangUp(): boolean {
  return isIgnoredBy('self') || isIgnoredBy(process.ppid) || isNamedByShell() || isInputOfNohup()
}

/** From `SigIgn` of proc(5). Who starts a program with `trap '' HUP` ignores the signal, too. */
function isIgnoredBy(pid: number | 'self'): boolean {
  const [, mask = '0'] = /^SigIgn:\s*([\da-f]+)$/m.exec(textOf(`/proc/${pid}/status`)) ?? []
  return ((BigInt(`0x${mask}`) >> BigInt(constants.signals.SIGHUP - 1)) & 1n) === 1n
}

/** Most shells name the command that they start in `_`. */
function isNamedByShell(): boolean {
  return /(^|\/)nohup$/.test(process.env['_'] ?? '')
}

/** nohup replaces a terminal as the standard input by /dev/null, which it opens for writing alone. */
function isInputOfNohup(): boolean {
  const [, flags = '0'] = /^flags:\s*([0-7]+)$/m.exec(textOf('/proc/self/fdinfo/0')) ?? []
  return (Number.parseInt(flags, 8) & accessMode) === writeOnly && fstatSync(0).isCharacterDevice()
}

/** Empty where the file is not there, as on other systems than Linux. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
