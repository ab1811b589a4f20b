// Starts a server of the name given, prints what came of it, and stays, or stops the server if it is asked to.
const [folder, name, json = '{}', act = 'stay'] = process.argv.slice(2)
const { mysql } = await import(`${folder}/mysql.mjs`)
const { defineServices, start } = await import(`${folder}/core.mjs`)

console.log('begun')
const services = defineServices({ [name]: mysql(JSON.parse(json)) })
const server = await start(services[name], { directory: process.cwd() }).catch((error) => {
  console.log(error.message)
  process.exit(1)
})
await server.query('create table notes (id int)')
await server.query('insert into notes values (1)')
console.log(JSON.stringify({ rows: await server.query('select * from notes'), pid: server.pid }))
if (act === 'stop') await server.stop()
else setInterval(() => undefined, 1000)
