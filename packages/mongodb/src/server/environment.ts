// The one file of this package that reads environment variables.

/** The folder in which mongodb-memory-server puts what it downloads; `undefined` if its variable is not set. */
export function downloadFolder(): string | undefined {
  return process.env['MONGOMS_DOWNLOAD_DIR'] || undefined
}
