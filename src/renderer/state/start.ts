import type { Api, AppEvent } from '@shared/contract'
import { receiveEvaluate } from '../places/evaluate/evaluate-store'
import { followAddress } from './address'
import { refreshDevices, takePrefs, tell, useApp } from './app-store'
import { choose, plan } from './count-store'
import { expectEnds, followEnd, readLeave } from './run-ends'
import { applyRunEvents, loadRuns, useRuns } from './runs-store'

/** Connects the stores with the services: first what is there, then events. */
export async function startStores(api: Api): Promise<void> {
  useApp.setState({ api })
  followAddress()
  api.on(receive)
  let was = true
  api.onConnection((connected) => {
    useApp.setState({ connected })
    if (connected && !was) void loadRuns().catch(tell)
    was = connected
  })
  const [info, prefs] = await Promise.all([api.request('app.info', {}), api.request('prefs.get', {})])
  takePrefs(prefs)
  // Notices may have come meanwhile.
  useApp.setState({ info, notices: [...info.notices, ...useApp.getState().notices] })
  await loadRuns()
  expectEnds(useRuns.getState().runs)
  readLeave()
  void refreshDevices()
}

function receive(events: AppEvent[]): void {
  applyRunEvents(events)
  for (const event of events) {
    if (event.type === 'run') followEnd(event.run)
    else if (event.type === 'evaluate') receiveEvaluate(event)
    else if (event.type === 'prefs') takePrefs(event.prefs)
    else if (event.type === 'notice')
      useApp.setState({ notices: [...useApp.getState().notices, event.notice] })
    else if (event.type === 'opened') void plan(event.handles)
    else if (event.type === 'command' && event.command === 'choose-folder') void choose('folder')
  }
}
