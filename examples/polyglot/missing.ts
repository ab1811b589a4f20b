import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const candidates = ['.venv/bin/python', 'python3', '/usr/bin/python3', 'python']
const hasModules = 'import importlib.util, sys; sys.exit(None in map(importlib.util.find_spec, ["flask", "pymysql"]))'
const folders = ['/usr/sbin', '/usr/libexec', ...(process.env['PATH'] ?? '').split(delimiter)]

/** A Python that has Flask and PyMySQL, the project's own first; `undefined` where there is none. */
export const python = candidates.find((name) => spawnSync(name, ['-c', hasModules]).status === 0)

/** The reason for which the tests cannot run on this machine; `undefined` if they can. */
export const missing =
  python === undefined
    ? 'no Python here has Flask and PyMySQL. Try `pip install flask pymysql`'
    : folders.some((folder) => ['mariadbd', 'mysqld'].some((name) => existsSync(join(folder, name))))
      ? undefined
      : 'MariaDB is not installed. Try `apt install mariadb-server-core mariadb-client-core`'
