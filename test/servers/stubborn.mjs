// The plain server, and nothing but SIGKILL ends it.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => undefined)
await import('./plain.mjs')
