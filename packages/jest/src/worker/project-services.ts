// The one global that the wrapper of the configuration gives the test files of a project: the path of its services file.

const name = 'portside.services'

/** Returns the option `globals` of a project, with the path of its services file. */
export function withServicesGlobal(globals: object | null | undefined, services: string): object {
  return { ...globals, [name]: services }
}

/** Returns the path of the services file of the project whose test file is running. */
export function servicesOfProject(): string | undefined {
  return (globalThis as { readonly [name]?: string })[name]
}
