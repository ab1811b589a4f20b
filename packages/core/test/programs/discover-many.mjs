// Starts a service that listens on `count` ports, of which the last one alone is ready.
const [file, json] = process.argv.slice(2)
const { count, listenHook } = JSON.parse(json)
const { command, start } = await import(file)

const code = `const { createServer } = require('node:http')
  const answer = (status) => (request, response) => response.writeHead(status).end('ok')
  for (let port = 1; port <= ${count}; port += 1)
    createServer(answer(port === ${count} ? 200 : 503)).listen(0, '127.0.0.1')`
const api = await start(command([process.execPath, '-e', code], { port: 'discover', ready: '/', listenHook }))
console.log((await api.fetch('/')).ok ? 'ready' : 'not ready')
await api.stop()
