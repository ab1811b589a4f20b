/** The pids of all processes that have `mark` (`NAME=value`) in their environment. */
export declare function markedProcesses(mark: string): readonly number[]
