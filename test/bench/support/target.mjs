import { fileURLToPath } from 'node:url'

const variable = 'BENCH_TARGET'

/** The servers that are started, by what they are written in. */
const programs = {
  node: [process.execPath, serverPath('report-listening.mjs')],
  python: ['python3', serverPath('report-listening.py')],
}

/** The languages that a server may be written in. */
export const serverKinds = Object.keys(programs)

/**
 * The target that a peer is asked to start and to wait for: the server's kind, address and pause, the kind of probe (`tcp`, `http`
 * or `log`), and whether with the peer's defaults or its best settings.
 */
export function createTarget({ variant, server, port, pauseMs }) {
  const host = '127.0.0.1'
  const { probe, isTuned = false } = variant
  return { server, host, port, pauseMs, url: `http://${host}:${port}`, probe, isTuned }
}

/** The server's program and arguments; portside's placeholders may stand for host and port. */
export function serverArguments({ server = 'node', host, port, pauseMs }) {
  return [...programs[server], host, String(port), String(pauseMs)]
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

function serverPath(name) {
  return fileURLToPath(new URL(`../../servers/${name}`, import.meta.url))
}
