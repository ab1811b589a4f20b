// Starts its real server with a NODE_OPTIONS in which only the last of each flag is left, as some development servers do. That server needs the
// preload of the user.
import { spawn } from 'node:child_process'

const flags = new Map()
for (const word of (process.env.NODE_OPTIONS ?? '').split(/\s+(?=--)/).filter(Boolean)) {
  const [name, ...value] = word.split(/[= ]/)
  flags.set(name, value.join('='))
}
const options = [...flags].map(([name, value]) => (value ? `${name}=${value}` : name))
const env = { ...process.env, NODE_OPTIONS: options.join(' ') }
const server = spawn(process.execPath, [process.argv[2]], { stdio: 'inherit', env })
server.on('exit', (code) => process.exit(code ?? 1))
