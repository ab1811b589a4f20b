// What the process that supervises a run loads, as one part. Workers, who only ask a supervisor, do not need it.
export { serveSupervisor } from './supervisor/serve-supervisor'
export { startListed } from './main/start-listed'
export { renewServices, supervise } from './main/supervise'
export { watchedFiles } from './main/watched-files'
