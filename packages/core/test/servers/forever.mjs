// Starts the program of its arguments again whenever that ends.
import { spawn } from 'node:child_process'

const begin = () => spawn(process.execPath, process.argv.slice(2), { stdio: 'inherit' }).once('exit', begin)
begin()
