/** The variable that names the run of a process. */
export const runCookie = 'PORTSIDE_RUN_ID'

/** The variable that names the child, `<runner>.<number>`: by it strays are found wherever they went. */
export const childCookie = 'PORTSIDE_CHILD'
