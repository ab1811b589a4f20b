import { fstatSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'

/** The bits of the access mode in the flags of `fdinfo` (proc(5), fcntl(2)). */
const accessMode = 0b11
const writeOnly = 0b01

/**
 * Returns whether this program was started so that it ignores SIGHUP, as by nohup(1). Node.js resets all signals to their defaults before any
 * JavaScript runs, so its own mask no longer shows it; the process that started it, and the traces of nohup, do.
 */
export function ignoresHangUp(): boolean {
  return isIgnoredBy('self') || isIgnoredBy(process.ppid) || isNamedByShell() || isInputOfNohup()
}

/** Reads `SigIgn` of proc(5). A shell that starts a program with `trap '' HUP` ignores the signal, too. */
function isIgnoredBy(pid: number | 'self'): boolean {
  const [, mask = '0'] = /^SigIgn:\s*([\da-f]+)$/m.exec(textOf(`/proc/${pid}/status`)) ?? []
  return ((BigInt(`0x${mask}`) >> BigInt(constants.signals.SIGHUP - 1)) & 1n) === 1n
}

/** Most shells name the command that they start in `_`. */
function isNamedByShell(): boolean {
  return /(^|\/)nohup$/.test(process.env['_'] ?? '')
}

/** nohup replaces a terminal as the standard input by /dev/null, which it opens for writing only. */
function isInputOfNohup(): boolean {
  const [, flags = '0'] = /^flags:\s*([0-7]+)$/m.exec(textOf('/proc/self/fdinfo/0')) ?? []
  return (Number.parseInt(flags, 8) & accessMode) === writeOnly && fstatSync(0).isCharacterDevice()
}

/** Returns `''` if the file does not exist, as on systems other than Linux. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
