// The driver of an app, for tests outside of this package.
export { default as driver, type Sql } from 'postgres'
