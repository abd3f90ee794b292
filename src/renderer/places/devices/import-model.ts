import { create } from 'zustand'
import { api, asFailure, refreshDevices } from '../../state/app-store'

/** Why the model imported last was not taken, until it is put away or another one is tried. */
export const useImport = create<{ refused: { message: string; remedy: string } | undefined }>(() => ({
  refused: undefined,
}))

/** Takes the model folder that a handle names; what is wrong with it is said beside the models. */
export async function importModel(handle: string): Promise<void> {
  useImport.setState({ refused: undefined })
  try {
    await api().request('models.import', { handle })
    await refreshDevices()
  } catch (error) {
    useImport.setState({ refused: asFailure(error) })
  }
}
