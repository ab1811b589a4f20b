// To be run in a PID namespace of its own, with the /proc of the one outside. Starts services as the options say, restarts one, stops all, and
// prints what came of it.
import { connect } from 'node:net'

const [file, json] = process.argv.slice(2)
const options = JSON.parse(json)
const { command, start } = await import(file)

const server = `require('node:http').createServer((q, r) => r.end('ok')).listen(process.env.PORT || 0, process.env.HOST)`
const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true) || socket.destroy()).on('error', () => resolve(false))
  })
const needs = { db: command([process.execPath, '-e', server], options) }
const api = await start(command([process.execPath, '-e', server], { ...options, needs })).catch((error) => error)
if (api.code === undefined) {
  const text = await (await api.fetch('/')).text()
  await api.restart()
  const { port } = api
  await api.stop()
  console.log(JSON.stringify({ text, isLeft: await answers(port) }))
} else {
  const [{ code, summary, hints } = api] = api.failures
  console.log(JSON.stringify({ code, message: [summary, ...hints].join('\n') }))
}
