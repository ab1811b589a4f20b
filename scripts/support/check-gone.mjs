import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What is still ending when the runner ends (a guard process, for one) has this long to go. */
const graceMs = 2000
const intervalMs = 20

/**
 * Looks whether all is gone that a run started: its ports, its processes, and everything that has `mark` (`NAME=value`) in
 * its environment. Resolves with a finding a line.
 */
export async function checkGone(services, mark) {
  const deadlineMs = performance.now() + graceMs
  let findings = await look(services, mark)
  while (findings.some(({ isGone }) => !isGone) && performance.now() < deadlineMs) {
    await sleep(intervalMs)
    findings = await look(services, mark)
  }
  return findings
}

async function look(services, mark) {
  const ports = services.filter(({ url }) => url !== undefined).map(({ url }) => portFinding(new URL(url)))
  const processes = services.filter(({ pid }) => pid !== undefined).map(({ pid }) => processFinding(pid))
  return [...(await Promise.all(ports)), ...processes, strayFinding(mark)]
}

async function portFinding({ hostname, port }) {
  const isGone = await isRefused(hostname.replace(/^\[|\]$/g, ''), Number(port))
  return { isGone, text: `${hostname}:${port} ${isGone ? 'refuses connections' : 'still takes connections'}` }
}

function isRefused(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 })
    const settle = (isGone) => resolve(isGone) ?? socket.destroy()
    socket.once('connect', () => settle(false))
    socket.once('timeout', () => settle(false))
    socket.once('error', ({ code }) => settle(code === 'ECONNREFUSED'))
  })
}

function processFinding(pid) {
  const isGone = !isAlive(pid)
  return { isGone, text: `process ${pid} ${isGone ? 'is gone' : 'is still there'}` }
}

/** A zombie has ended and waits to be collected: it answers signals, and is state Z in proc(5)'s `stat`. */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
  } catch ({ code }) {
    return code === 'EPERM'
  }
  return !/\) Z /.test(readProc(pid, 'stat'))
}

function strayFinding(mark) {
  if (process.platform !== 'linux') return { isGone: true, text: 'strays are looked for on Linux only' }
  const strays = processIds().filter((pid) => readProc(pid, 'environ').split('\0').includes(mark))
  if (strays.length === 0) return { isGone: true, text: 'no process of the run is left' }
  const commands = strays.map((pid) => `${pid} (${readProc(pid, 'cmdline').replaceAll('\0', ' ').trim()})`)
  return { isGone: false, text: `processes of the run are left: ${commands.join(', ')}` }
}

function processIds() {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
}

/** A file of a process (proc(5)); empty where the process is gone or another user's. */
function readProc(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
