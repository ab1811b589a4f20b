// `node runner.mjs <count>`: starts so many runs of one service each, writes their leaders as a line of JSON, and waits to be killed.
import { command, start } from '../../../packages/portside/dist/index.js'

// One process of the group, and a daemon in a session of its own.
const service = ['sh', '-c', 'setsid sleep 100000 & echo up; exec sleep 100000']
const count = Number(process.argv[2])
const handles = []
for (let index = 0; index < count; index += 1)
  handles.push(await start(command(service, { port: 'none', ready: /up/, stopTimeoutMs: 500 })))
process.stdout.write(`${JSON.stringify(handles.map(({ pid }) => pid))}\n`)
if (process.argv[3] === 'stop') for (const handle of handles) await handle.stop()
else setInterval(() => undefined, 1e6)
