// A server that no signal but SIGKILL ends.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => console.log(`ignored ${signal}`))
setInterval(() => undefined, 1e6)
console.log(`pids: ${process.pid};`)
