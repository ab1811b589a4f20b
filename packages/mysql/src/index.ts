export { mysql } from './mysql'
export type { MysqlHandle } from './mysql-handle'
export type { MysqlOptions } from './mysql-options'
