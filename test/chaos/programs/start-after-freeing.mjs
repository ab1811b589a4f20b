// Starts services whose scripts first end whoever has their port, and prints what is left of this process and of the services.
// node start-after-freeing.mjs <entry of portside> <server> <a line that frees $PORT>
const [entry, server, line] = process.argv.slice(2)
const { command, start } = await import(entry)
const script = `${line}; exec node ${server}`

for (const port of ['lease', 45_871]) {
  const service = await start(command(script, { shell: true, port, ready: '/' }))
  const first = (await service.fetch('/')).status
  await service.restart()
  const second = (await service.fetch('/')).status
  console.log(JSON.stringify({ port, first, second }))
  await service.stop()
}
