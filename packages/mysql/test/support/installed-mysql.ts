import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const folders = ['/usr/sbin', '/usr/libexec', ...(process.env['PATH'] ?? '').split(delimiter)]

/** Whether MariaDB or MySQL is installed. Tests without it are skipped. */
export const hasMysql = folders.some((folder) => ['mariadbd', 'mysqld'].some((name) => existsSync(join(folder, name))))

/** The title of a suite that needs a server, with the reason if it is skipped. */
export const reason = hasMysql ? 'with the server of this machine' : 'skipped: neither MariaDB nor MySQL is installed'
