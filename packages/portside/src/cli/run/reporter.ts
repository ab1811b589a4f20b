import { maskSecrets } from '@portside/core/main'
import type { RunWatcher, ServiceShare, ServiceWait } from '@portside/core/main'
import { isPortsideError } from '@portside/errors'
import { warningLine } from '@portside/internal'
import { showProgress } from './progress'
import type { RunArguments } from './run-arguments'
import { explained } from './run-services'
import { describeError } from '../terminal/describe-error'
import { createScreen } from '../terminal/screen'
import { createServiceLines } from './service-lines'
import { addressOf } from './service-variables'

/** Reports on standard error what a run does: lines for people, or JSON for machines. */
export interface Reporter {
  /** Receives the events of the run. */
  readonly watcher: RunWatcher
  /** The services that will be started. */
  readonly starting: (services: readonly string[]) => void
  /** Ends the display of starts: all services are ready, or one has failed. */
  readonly settled: () => void
  /** Reports a service that is ready, until all have settled. */
  readonly ready: (service: ServiceShare) => void
  /** Reports that a service died while the command ran; the command's own exit code shows the effect on it. */
  readonly crashed: (service: ServiceShare) => void
  readonly running: (command: readonly string[]) => void
  readonly ended: (exitCode: number) => void
  readonly warned: (code: string, text: string) => void
  /** Reports that a signal has come. */
  readonly interrupted: () => void
  /** Reports that all services have ended; prints nothing when nothing had been started. */
  readonly stopped: () => void
  /** Reports where the output of services has been kept, if it has. */
  readonly kept: (folder: string | undefined) => void
}

/** Makes the reporter of a run. */
export function createReporter(run: RunArguments): Reporter {
  const { isJson, isOutputShown } = run
  const screen = createScreen()
  const lines = createServiceLines(isJson, screen)
  const progress = showProgress(screen, { isInPlace: screen.isLive && !isJson, report: waiting })
  const startedAt = performance.now()
  const state = { readyCount: 0, isSettled: false, isCommandRunning: false, isInterrupted: false }
  const killedServices: string[] = []
  return {
    watcher: { ...progress.watcher, wrote: isOutputShown ? lines.print : undefined, killed },
    starting: lines.expect,
    settled: () => {
      state.isSettled = true
      progress.end()
    },
    ready: (service) => {
      if (state.isSettled) return
      state.readyCount += 1
      const { url: whole } = addressOf(service)
      const url = whole === undefined ? undefined : maskSecrets(whole)
      const elapsedMs = Math.round(service.elapsedMs)
      const text = `${service.name} is ready${url === undefined ? '' : ` at ${url}`} (${elapsedMs} ms)`
      print('ready', { name: service.name, url, elapsedMs }, text)
    },
    crashed: ({ name, crash }) => {
      const { message } = explained(crash.reason, run) as Error
      print('crashed', { name, message }, `has lost ${message}`)
    },
    running: (words) => {
      const command = words.map((word) => maskSecrets(word))
      state.isCommandRunning = true
      print('running', { command }, `runs ${command.join(' ')}`)
    },
    ended: (exitCode) => {
      state.isCommandRunning = false
      if (isJson) printEvent('ended', { exitCode })
    },
    warned: (code, message) => {
      if (isJson) printEvent('warning', { code, message })
      else screen.print(warningLine(code, message))
    },
    interrupted: () => {
      state.isInterrupted = true
      if (!isJson) screen.leaveEcho(state.isCommandRunning)
    },
    stopped: () => {
      const { readyCount, isInterrupted } = state
      if (readyCount === 0 && !isInterrupted) return
      const elapsedMs = Math.round(performance.now() - startedAt)
      const { length } = killedServices
      const killedText = length === 0 ? '' : `, ${length} of them by SIGKILL (${killedServices.join(', ')})`
      const text = `has stopped all services${killedText}${isInterrupted ? ' (interrupted)' : ''}`
      print('stopped', { elapsedMs, killed: killedServices, isInterrupted }, text)
    },
    kept: (folder) => {
      if (folder !== undefined) print('kept', { folder }, `has kept the output of services in ${folder}`)
    },
  }

  function killed(name: string, text: string): void {
    killedServices.push(name)
    print('killed', { name, message: text }, text)
  }

  function waiting({ service: name, elapsedMs, reason }: ServiceWait): void {
    const text = `${name} is not ready after ${Math.floor(elapsedMs / 1000)} s`
    const facts = { name, elapsedMs: Math.round(elapsedMs), reason }
    print('waiting', facts, reason === undefined ? text : `${text}: ${reason}`)
  }

  function print(event: string, facts: object, text: string): void {
    if (isJson) printEvent(event, facts)
    else screen.print(`${screen.styled('cyan', 'portside')} ${text}`)
  }

  function printEvent(event: string, facts: object): void {
    screen.print(JSON.stringify({ event, ...facts }))
  }
}

/** Returns the event of a run that has failed, as JSON. */
export function failureEvent(error: unknown, exitCode: number): string {
  if (!isPortsideError(error)) return JSON.stringify({ event: 'failed', exitCode, message: describeError(error) })
  const { code, service: name, message, summary, evidence, hints, output, byHand } = error
  return JSON.stringify({ event: 'failed', exitCode, code, name, message, summary, evidence, hints, output, byHand })
}
