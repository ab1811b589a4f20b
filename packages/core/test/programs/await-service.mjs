// Awaits what a handle does, with nothing else that would keep this process alive, and prints what came of it.
const [file] = process.argv.slice(2)
const { command, start } = await import(file)

const late = `setTimeout(() => console.log('late'), 300)`
const script = `require('node:http').createServer((q, r) => r.end()).listen(process.env.PORT, process.env.HOST, () => ${late})`
const api = await start(command([process.execPath, '-e', script]))
const isUp = () => api.fetch('/').then(Boolean, () => false)
// An open connection would keep the process alive, so this comes first.
await api.kill()
await api.restart()
const done = [(await api.waitForOutput(/late/))[0], await api.whileStopped(isUp), await isUp()]
await api.pause()
await api.resume()
await api.kill()
done.push(await isUp())
await api.restart()
done.push(await isUp())
await api.stop()
console.log(JSON.stringify(done))
