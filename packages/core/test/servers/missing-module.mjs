// Imports a module that does not exist.
const name = 'not-there'
await import(`./${name}.mjs`)
