import config from '../../electron.vite.config'

/** The shells' Node half alone: what the tests of the command line and the services run. */
export default { main: (config as { main: object }).main }
