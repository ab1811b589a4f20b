import { readdirSync } from 'node:fs'
import { networkInterfaces } from 'node:os'

// Lists the processes that a program sees in its namespace.
const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
console.log(JSON.stringify({ pid: process.pid, pids: pids.map(Number), networks: Object.keys(networkInterfaces()) }))
