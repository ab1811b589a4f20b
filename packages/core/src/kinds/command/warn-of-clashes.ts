import { identify, isAlive } from '@portside/process'
import { printFinding } from './print-finding'
import type { SpawnedCommand } from './spawned-command'

/** The line of Node.js whose inspector cannot listen, on the address in it. */
const inspectorFailure = /^Starting inspector on (\S+) failed/m

/** Warns of an inspector that could not listen. Asking for the output takes a moment. */
export function warnOfInspector(command: SpawnedCommand): void {
  const [, inspected] = inspectorFailure.exec(command.child.output.text()) ?? []
  if (inspected !== undefined)
    printFinding(
      command,
      'PORTSIDE_INSPECTOR',
      `its inspector could not listen on ${inspected}, which is taken; it runs without one`,
    )
}

/** Warns, once, of two programs of a command that want the same port, from now until it stops: that does not end it. */
export function warnOfClashes(command: SpawnedCommand): void {
  const { reports, context } = command
  let isWarned = false
  const look = (): void => {
    const text = isWarned ? undefined : sharedPort(command)
    isWarned ||= text !== undefined
    if (text !== undefined) printFinding(command, 'PORTSIDE_SHARED_PORT', text)
  }
  look()
  const unsubscribe = reports?.subscribe(look)
  context.defer(() => unsubscribe?.())
}

/** Describes two programs of a command of which one has a port of it and the other could not get that. A program that retries gets it in the end. */
function sharedPort({ reports, address }: SpawnedCommand): string | undefined {
  const { port, ports } = address
  // The look at the processes takes a moment, and hardly any command needs it.
  if (reports === undefined || reports.refused.length === 0) return undefined
  for (const wanted of [port, ...Object.values(ports)]) {
    const holders = reports.listening.filter((report) => report.port === wanted && isRunning(report.pid))
    const isHolder = (pid: number) => holders.some((holder) => holder.pid === pid)
    const refused = reports.refused.find(
      ({ pid, code, port: asked }) => code === 'EADDRINUSE' && asked === wanted && !isHolder(pid),
    )
    const [holder] = holders.slice(-1)
    if (refused !== undefined && holder !== undefined)
      return (
        `two of its programs want port ${wanted}: ${nameOf(holder)} has it, and ${nameOf(refused)} got EADDRINUSE. ` +
        "Give each a port of its own: `ports: { other: 'lease' }`, which the program reads as OTHER_PORT or gets as {port:other}"
      )
  }
  return undefined
}

function isRunning(pid: number): boolean {
  const process = identify(pid)
  return process !== undefined && isAlive(process)
}

function nameOf({ program, pid }: { readonly program?: string; readonly pid: number }): string {
  return program === undefined || program === '' ? `process ${pid}` : `\`${program}\` (process ${pid})`
}
