// Starts a service, asks it, stops it, and prints how that ended as a line of JSON.
const [entry, server] = process.argv.slice(2)
console.log('begun')
try {
  const { command, start } = await import(entry)
  const api = await start(command(['node', server], { ready: '/', startTimeoutMs: 10_000 }))
  await (await api.fetch('/')).text()
  await api.stop()
  console.log(JSON.stringify({ outcome: 'ready' }))
} catch (error) {
  // A request that fails has the system's error as its cause.
  const message = [error.message, error.cause?.message].filter(Boolean).join(': ')
  console.log(JSON.stringify({ outcome: error.name, code: error.code, message }))
}
