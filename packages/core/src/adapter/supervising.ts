// What the process that supervises a run loads, as one part. Workers, who only ask a supervisor, do not need it.
export { serveSupervisor } from '../supervisor/serve-supervisor'
export { startListed } from './start-listed'
export { renewServices, supervise } from './supervise'
export { watchedFiles } from './watched-files'
