/** How each entry that gives services gives one: the name that it exports, and what stands around the use of `api`. */
const uses = {
  portside: ['start', 'void start(server).then((api) => {'],
  'portside/jest': ['setupServices', 'Object.values(setupServices({ api: server })).forEach((api) => {'],
  'portside/node-test': ['setupServices', 'Object.values(setupServices({ api: server })).forEach((api) => {'],
  'portside/playwright': ['withServices', "withServices({ api: server })('has a URL', async ({ api }) => {"],
  'portside/vitest': ['withServices', "withServices({ api: server })('has a URL', async ({ api }) => {"],
}

/**
 * A TypeScript program that imports an entry, and does not compile where its types are lost: `any` would be a number, too, and then the error that is
 * expected does not come.
 */
export function typeProgram(specifier) {
  if (!(specifier in uses)) return `import * as entry from '${specifier}'\n${notANumber('entry')}`
  const [name, around] = uses[specifier]
  return `import { command, ${name} } from '${specifier}'

const server = command('node server.js', { ready: '/' })
${around}
const url: string = api.url
console.log(url)
${notANumber('api.url')}})
`
}

function notANumber(expression) {
  return `// @ts-expect-error\nconst none: number = ${expression}\nconsole.log(none)\n`
}
