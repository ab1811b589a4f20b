/** A failure of a service, and the text of the cause, which a reader must see once. */
export interface Failure {
  /** The name of the service that a test takes. */
  readonly service: string
  /** The text that only the cause has. */
  readonly cause: string
  /** The code of the error. */
  readonly code: string
}

/** Every failure, by its name. */
export const failures: Readonly<Record<string, Failure>> = {
  'an early exit': { service: 'early', cause: 'no disk space for early', code: 'E_EXITED_EARLY' },
  'a crash in the test': { service: 'crash', cause: 'boom in crash', code: 'E_CRASHED' },
  'a service that is not ready': { service: 'slow', cause: 'still migrating', code: 'E_NOT_READY' },
  'a port that is taken': { service: 'conflict', cause: 'It belongs to', code: 'E_PORT_IN_USE' },
  'a wrong port': { service: 'wrong', cause: 'Or use the port that it picks', code: 'E_WRONG_PORT' },
  'a need that fails, two levels down': { service: 'web', cause: 'no disk space for init', code: 'E_DEPENDENCY' },
}

const program = (code: string) => JSON.stringify(['node', '-e', code])
const server = (handler: string) =>
  `require('node:http').createServer((request, response) => { ${handler} }).listen(process.env.PORT, process.env.HOST)`

/** The lines of a services file; each service stands on a line of its own, which errors must name. */
export function servicesLines(takenPort: number): readonly string[] {
  const fails = (text: string) => program(`console.error('no disk ' + 'space for ${text}'); process.exit(3)`)
  const crash = server(
    `if (request.url === '/die') { console.error('boom in ' + 'crash'); process.exit(7) } response.end()`,
  )
  const slow = server(`response.statusCode = 503; response.end('still ' + 'migrating')`)
  const wrong = `require('node:http').createServer((_, response) => response.end()).listen(0, process.env.HOST)`
  return [
    `const init = command(${fails('init')}, { port: 'none', ready: /never/ })`,
    `const db = command(${program(server(''))}, { needs: { init } })`,
    `const services = defineServices({`,
    `  early: command(${fails('early')}),`,
    `  crash: command(${program(crash)}, { scope: 'file' }),`,
    `  slow: command(${program(slow)}, { ready: '/health', startTimeoutMs: 1500 }),`,
    `  conflict: command(${program(server(''))}, { port: ${takenPort} }),`,
    `  wrong: command(${program(wrong)}, { ready: '/' }),`,
    `  web: command(${program(server(''))}, { needs: { db } }),`,
    `})`,
  ]
}

/** Returns the number of the line that defines a service, in a file that begins with `before` lines. */
export function lineOf(service: string, before: number): number {
  const index = servicesLines(0).findIndex((line) => line.trimStart().startsWith(`${service}: `))
  return before + index + 1
}
