/** An ESM program that imports every entry and fails where one has no name to import. */
export function importScript(specifiers) {
  return `${namesOf}
for (const specifier of ${JSON.stringify(specifiers)}) namesOf(specifier, await import(specifier))
`
}

/** A CommonJS program that requires every entry, and fails where its names are not those of the ESM build. */
export function requireScript(specifiers) {
  return `${namesOf}
const specifiers = ${JSON.stringify(specifiers)}
const compare = async (specifier) => {
  const required = namesOf(specifier, require(specifier))
  const imported = namesOf(specifier, await import(specifier))
  if (required !== imported) throw new Error(specifier + ': require has ' + required + ', import has ' + imported)
}
Promise.all(specifiers.map(compare)).catch((error) => { console.error(error); process.exitCode = 1 })
`
}

/** A CommonJS Jest test of every entry. */
export function jestTest(specifiers) {
  return `${namesOf}
test.each(${JSON.stringify(specifiers)})('%s is loaded', (specifier) => {
  namesOf(specifier, require(specifier))
})
`
}

const namesOf = `function namesOf(specifier, entry) {
  const names = Object.keys(entry).filter((name) => !['default', '__esModule', 'module.exports'].includes(name))
  if (names.length === 0) throw new Error(specifier + ' exports nothing')
  return names.sort().join(', ')
}`
