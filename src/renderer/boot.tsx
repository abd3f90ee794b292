import type { Api } from '@shared/contract'
import { createRoot } from 'react-dom/client'
import { App } from './app'
import { asFailure } from './state/app-store'
import { startStores } from './state/start'
import { NoticeBox } from './ui/small'
import './styles/index.css'

/** Draws the window over an api: the real one, or a fake one in tests. */
export async function boot(connect: () => Promise<Api>): Promise<void> {
  const root = createRoot(document.getElementById('root')!)
  try {
    await startStores(await connect())
    root.render(<App />)
    performance.mark('karyon-usable')
  } catch (error) {
    const { message, remedy } = asFailure(error)
    root.render(
      <main className="boot-failure">
        <NoticeBox tone="failure">
          <b>{message}</b> {remedy}
        </NoticeBox>
      </main>,
    )
  }
}
