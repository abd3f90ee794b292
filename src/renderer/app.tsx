import { useEffect } from 'react'
import { FindDialog } from './frame/find-dialog'
import { KeysDialog } from './frame/keys-dialog'
import { Notices, ToastLine } from './frame/notices'
import { Rail } from './frame/rail'
import { useGlobalKeys } from './frame/shortcuts'
import { Strip } from './frame/strip'
import { TitleBar } from './frame/title-bar'
import { useWindowDrop } from './frame/use-drop'
import { useTitle } from './frame/use-title'
import { CountPlace } from './places/count/count'
import { FolderChooser } from './places/count/folder-chooser'
import { DevicesPlace } from './places/devices/devices'
import { EvaluatePlace } from './places/evaluate/evaluate'
import { HelpPlace } from './places/help/help'
import { ReviewPlace } from './places/plate/review'
import { SettingsPlace } from './places/settings/settings'
import { useApp } from './state/app-store'

function Place() {
  const route = useApp((state) => state.route)
  if (route.place === 'count')
    return <CountPlace tab={route.tab} runId={route.tab === 'queue' ? route.runId : undefined} />
  if (route.place === 'review') {
    return (
      <ReviewPlace
        tab={route.tab}
        runId={route.runId}
        index={route.tab === 'image' ? route.index : undefined}
      />
    )
  }
  if (route.place === 'evaluate') return <EvaluatePlace tab={route.tab} />
  if (route.place === 'devices') return <DevicesPlace />
  if (route.place === 'settings') return <SettingsPlace />
  return <HelpPlace tab={route.tab} />
}

function useTheme(): void {
  const { theme, palette } = useApp((state) => state.prefs)
  useEffect(() => {
    const light = matchMedia('(prefers-color-scheme: light)')
    const apply = () => {
      const shade = theme === 'system' ? (light.matches ? 'light' : 'dark') : theme
      document.documentElement.dataset.theme = shade
      document.documentElement.dataset.palette = palette
    }
    apply()
    light.addEventListener('change', apply)
    return () => light.removeEventListener('change', apply)
  }, [theme, palette])
}

export function App() {
  const dialog = useApp((state) => state.dialog)
  const platform = useApp((state) => (state.info?.shell === 'electron' ? state.info.platform : 'web'))
  useGlobalKeys()
  useWindowDrop()
  useTheme()
  useTitle()
  return (
    <div className="app" data-platform={platform}>
      <TitleBar />
      <Rail />
      <Place />
      <Strip />
      <Notices />
      <ToastLine />
      {dialog === 'keys' && <KeysDialog />}
      {dialog === 'find' && <FindDialog />}
      {dialog === 'folders' && <FolderChooser />}
    </div>
  )
}
