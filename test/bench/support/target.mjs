import { fileURLToPath } from 'node:url'

const variable = 'BENCH_TARGET'
const server = fileURLToPath(new URL('../../servers/tell-listened.mjs', import.meta.url))

/**
 * What a peer is asked to start and to wait for: the server's address and pause, the kind of probe (`tcp`, `http` or
 * `log`), and whether with the peer's defaults or its best settings.
 */
export function createTarget({ variant, port, pauseMs }) {
  const host = '127.0.0.1'
  return { host, port, pauseMs, url: `http://${host}:${port}`, probe: variant.probe, isTuned: variant.isTuned === true }
}

/** The server's program and arguments; portside's placeholders may stand for host and port. */
export function serverArguments({ host, port, pauseMs }) {
  return [process.execPath, server, host, String(port), String(pauseMs)]
}

/** The same as one line for a shell. */
export function serverCommandLine(target) {
  return serverArguments(target).map(quote).join(' ')
}

/** One word of a shell's command line. */
export function quote(word) {
  return /^[\w./:{}-]+$/.test(word) ? word : `"${word}"`
}

/** The environment that hands a target to the programs of a trial. */
export function targetEnvironment(target) {
  return { [variable]: JSON.stringify(target) }
}

/** The target of the trial that this program belongs to. */
export function readTarget() {
  return JSON.parse(process.env[variable])
}
