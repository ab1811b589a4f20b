// Stops services whose clean-ups are wrong in every way, prints what `stop()` says and what has run, and ends by itself.
const [file] = process.argv.slice(2)
const { defineService, inProcess, start } = await import(file)

/** No promise, but what `await` takes for one. */
function thenable(then) {
  // oxlint-disable-next-line unicorn/no-thenable
  return { then }
}

const bad = {
  throws: () => {
    throw new Error('thrown')
  },
  rejects: () => Promise.reject(new Error('rejected')),
  thenable: () => thenable((_, reject) => reject(new Error('from a thenable'))),
  throwingThenable: () =>
    thenable(() => {
      throw new Error('by a thenable')
    }),
  none: undefined,
  text: 'server.close()',
  promise: Promise.resolve(),
}
const makers = {
  defineService: (register) =>
    defineService({
      start: ({ onCleanup }) => {
        register(onCleanup)
        return {}
      },
    }),
  inProcess: (register) =>
    inProcess((_, { onCleanup }) => {
      register(onCleanup)
      return (_request, response) => response.end()
    }),
  onClose: (register) =>
    defineService({
      start: () => ({}),
      connect: (_, { onClose }) => {
        register(onClose)
        return {}
      },
    }),
}

const ends = {}
for (const [maker, make] of Object.entries(makers)) {
  for (const [kind, cleanUp] of Object.entries(bad)) {
    const ran = []
    const service = await start(
      make((onCleanup) => {
        onCleanup(() => ran.push('first'))
        onCleanup(cleanUp)
        onCleanup(() => ran.push('last'))
      }),
    )
    const message = await service.stop().then(
      () => 'nothing',
      (error) => error.message,
    )
    ends[`${maker} ${kind}`] = [message, ...ran]
  }
}
console.log(JSON.stringify(ends))
