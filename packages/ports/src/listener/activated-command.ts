import { invalidArgument } from '@portside/errors'

/** The descriptor of the first socket in sd_listen_fds(3): the one after stdin, stdout and stderr. */
export const firstListenerDescriptor = 3

/**
 * Makes the command that starts `argv` with the environment of systemd's socket activation (sd_listen_fds(3)): `LISTEN_FDS`, `LISTEN_FDNAMES` and
 * `LISTEN_PID`. The last must be the server's own pid, so a shell sets it and becomes the server by `exec`. The sockets themselves are descriptors 3,
 * 4, … of the child, in the order of `names`.
 *
 * @throws TypeError when `argv` is empty, or a name has a colon.
 * @example
 * ```ts
 * const [file, ...args] = activatedCommand(['gunicorn', 'app:app'], ['http'])
 * ```
 */
export function activatedCommand(argv: readonly string[], names: readonly string[]): [string, ...string[]] {
  if (argv.length === 0) throw invalidArgument('argv', 'a program and its arguments', argv)
  const wrong = names.find((name) => !/^[\w.@-]{1,255}$/.test(name))
  if (wrong !== undefined) throw invalidArgument('names', 'names of letters, digits, `.`, `@`, `_` and `-`', wrong)
  const script =
    'LISTEN_PID=$$ LISTEN_FDS=$1 LISTEN_FDNAMES=$2; export LISTEN_PID LISTEN_FDS LISTEN_FDNAMES; shift 2; exec "$@"'
  return ['/bin/sh', '-c', script, 'sh', String(names.length), names.join(':'), ...argv]
}
