/**
 * The act of a run's test once all services are up, as a CommonJS module: reports to the cell which they are, and brings
 * about the ending that the cell asks for. It talks in files: the output of a killed worker is not to be relied on.
 */
export const actText = String.raw`
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const file = (name) => join(process.env.CELL, name)

function put(name, facts) {
  writeFileSync(file(name + '.new'), JSON.stringify(facts))
  renameSync(file(name + '.new'), file(name))
}

/** Finds the process that answers for each service, and the warden in charge. */
async function factsOf(handles) {
  const entries = Object.entries(handles).map(async ([name, handle]) => {
    const answer = await fetch(handle.url)
    const pid = Number(await answer.text())
    const [, warden] = /PORTSIDE_CHILD=([^.]+)/.exec(readFileSync('/proc/' + pid + '/environ', 'latin1'))
    return [name, { port: handle.port, pid, warden }]
  })
  return Object.fromEntries(await Promise.all(entries))
}

async function report(handles) {
  put('up.json', await factsOf(handles))
}

const hang = () => new Promise(() => setInterval(() => undefined, 1000))

async function act(handles, own) {
  const { ENDING } = process.env
  if (ENDING === 'worker killed') return loseWorker(handles, own)
  if (ENDING === 'bails' && !isFirst()) await hang()
  await report(handles)
  if (ENDING === 'fails' || ENDING === 'bails') throw new Error('fails on purpose')
  if (ENDING === 'exits in a test') process.exit(0)
  if (ENDING !== 'ends') await hang()
}

/** The first of two workers is killed; the other then reports what is still there, and that what the first held is not. */
async function loseWorker(handles, own) {
  if (!isFirst()) return lookAgain(handles)
  await report(handles)
  put('killed.json', { worker: process.pid, own: own?.pid })
  // In a worker thread, "reallyExit" ends the thread; there the runner has replaced "process.exit".
  if (require('node:worker_threads').isMainThread) process.kill(process.pid, 'SIGKILL')
  else process.reallyExit(1)
  await hang()
}

/** Whether this test is the first of the run. */
function isFirst() {
  try { mkdirSync(file('first')); return true } catch { return false }
}

async function lookAgain(handles) {
  while (!isThere('killed.json')) await pause()
  const { worker, own } = JSON.parse(readFileSync(file('killed.json'), 'utf8'))
  while ((worker !== process.pid && isAlive(worker)) || isAlive(own)) await pause()
  put('again.json', await factsOf(handles))
}

function isThere(name) {
  try { readFileSync(file(name)); return true } catch { return false }
}

function isAlive(pid) {
  try { return !/^\d+ \(.*\) Z/s.test(readFileSync('/proc/' + pid + '/stat', 'utf8')) } catch { return false }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 10))

/** For the main process of a runner: the signal makes it call "process.exit". */
function exitAtSignal() {
  process.on('SIGUSR2', () => process.exit(7))
}

module.exports = { act, exitAtSignal, report }
`
